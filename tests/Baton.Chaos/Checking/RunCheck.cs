using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.LedgerServer.Programs;

namespace Baton.Chaos.Checking;

/// <summary>Compares one run's journal with its prediction.</summary>
internal sealed class RunCheck(StoredRun run, Prediction prediction, StoredRuns runs, Findings findings)
{
    public void Check()
    {
        foreach (var text in prediction.Impossible) findings.Add($"{run}: {text}.");
        CheckOrder();
        CheckEnd();
        CheckTickets();
        CheckChildren();
        findings.Same(run, "completed nodes", prediction.Checkpoints, run.All<Checkpoint>().Select(checkpoint => checkpoint.Visit));
        var branches = run.All<BranchCompleted>().Select(branch => branch.Visit).ToList();
        findings.Same(run, "completed branches", branches.Distinct(StringComparer.Ordinal), branches);
    }

    private void CheckOrder()
    {
        findings.Same(run, "numbers of entries", Enumerable.Range(1, run.Entries.Count), run.Entries.Select(entry => entry.Seq));
        findings.Same(run, "the row's last number", [run.Entries.Count], [run.Row.Seq]);
        var epochs = run.All<RunClaimed>().Select(claimed => claimed.Epoch).ToList();
        findings.Same(run, "epochs", epochs.Distinct().Order(), epochs);
    }

    private void CheckEnd()
    {
        findings.Same(run, "status", [prediction.Fails ? RunStatus.Error : RunStatus.Success], [run.Row.Status]);
        findings.Same(run, "ends", [run.Entries.Count], run.Bodies.Where(entry => entry.Body is RunFinished).Select(entry => entry.Seq));
        if (run.Row.Owner is { } owner) findings.Add($"{run}: it is owned by {owner}, who is gone.");
        if (run.Reply is not { } reply) return;
        findings.Same(run, "counters", prediction.Counters, reply.Counters);
        findings.Same(run, "trace", prediction.Trace, reply.Trace);
    }

    private void CheckTickets()
    {
        var opened = run.All<TicketOpened>().Select(ticket => ticket.Ticket).ToList();
        var closed = run.All<TicketClosed>().Select(ticket => ticket.Ticket).ToList();
        findings.Same(run, "opened tickets", opened.Distinct(StringComparer.Ordinal), opened);
        findings.Same(run, "closed tickets", opened.Order(StringComparer.Ordinal), closed.Order(StringComparer.Ordinal));
    }

    private void CheckChildren()
    {
        var tickets = run.All<TicketOpened>().Where(ticket => ticket.Child is not null).ToList();
        findings.Same(run, "child runs", Sorted(prediction.Children.Select(child => $"{child.Key}:{child.Value}")), Sorted(tickets.Select(Name)));
        var closed = run.All<TicketClosed>().ToLookup(ticket => ticket.Ticket);
        foreach (var ticket in tickets)
        {
            var told = closed[ticket.Ticket].Select(end => end.Value is { } value ? StoredRun.Read<ProgramReply>(value) : null).FirstOrDefault();
            if (runs.ById.GetValueOrDefault(ticket.Child!.Value)?.Reply is { } reply && told is not null) findings.Same(run, $"counters told by {ticket.Visit}", reply.Counters, told.Counters);
        }
    }

    private string Name(TicketOpened ticket) =>
        $"{ticket.Visit}:{(runs.ById.TryGetValue(ticket.Child!.Value, out var child) && child.Row.Parent?.Run == run.Row.Id ? child.Program.Routine : "missing")}";

    private static IEnumerable<string> Sorted(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);
}
