using Baton.Engine.Journal;
using Baton.LedgerServer.Programs;

namespace Baton.Chaos.Checking;

/// <summary>What a run was told by others, by visit.</summary>
internal sealed class RunOutcomes
{
    public RunOutcomes(StoredRun run, StoredRuns runs)
    {
        var opened = run.All<TicketOpened>().ToDictionary(ticket => ticket.Ticket);
        foreach (var closed in run.All<TicketClosed>())
        {
            if (!opened.TryGetValue(closed.Ticket, out var ticket)) continue;
            if (ticket.Child is { } child && runs.ById.GetValueOrDefault(child)?.Reply is { } reply) Replies[ticket.Visit] = reply;
            if (ticket.Kind == TicketKind.Event || (ticket.Kind == TicketKind.Approval && ticket.Name == "amount"))
            {
                Amounts[ticket.Visit] = closed is { Reason: TicketClosure.Completed, Value: { } value } ? value.GetProperty("amount").GetInt64() : 0;
            }
        }
    }

    /// <summary>Amounts of answers, and of events in time; 0 for a timeout.</summary>
    public Dictionary<string, long> Amounts { get; } = new(StringComparer.Ordinal);

    /// <summary>Replies of child runs, as these recorded them.</summary>
    public Dictionary<string, ProgramReply> Replies { get; } = new(StringComparer.Ordinal);
}
