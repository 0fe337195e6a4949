using Baton.Engine.Costs;
using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>Starts child runs and waits for them by ticket. A child's id follows from its visit, so starting it again finds it.</summary>
internal static class ChildRuns
{
    /// <summary>How deep children may be nested: a graph that starts itself for ever ends here.</summary>
    private const int MaxDepth = 32;

    public static async ValueTask<object?> WaitAsync(RunActivation run, VisitContext context, ChildRunBody body, object input)
    {
        var id = TicketIds.Child(run.Row.Tenant, run.Row.Id, context.Visit);
        var wish = new TicketWish(TicketKind.Child, body.GraphId) { Child = id };
        var ticket = TicketIds.Of(run.Row.Tenant, run.Row.Id, context.Visit, TicketKind.Child, body.GraphId, 1);
        bool known;
        lock (run.LedgerGate) known = run.Ledger.Tickets.ContainsKey(ticket);
        var closed = await context.WaitAsync(known ? wish : wish with { Ended = await StartAsync(run, context, body, input, (id, ticket)) });
        if (closed.Error is { } error) throw new RecordedFailureException(error with { Code = ErrorCodes.ChildFailed, Message = $"Child run {id} of '{body.GraphId}' failed: {error.Code} {error.Message}" });
        return JsonBytes.To(closed.Value ?? JsonBytes.Null, body.OutputType);
    }

    /// <summary>What the parent learns of a child's failure; null where it succeeded.</summary>
    public static ErrorBody? ErrorOf(RunFinished finished) => finished.Status == RunStatus.Success
        ? null
        : finished.Error ?? new ErrorBody(ErrorCodes.ChildFailed, "Cancelled", finished.Reason ?? "It was cancelled.");

    /// <summary>Cancels children: before the parent's end is committed, so that a crash in between cannot leave one behind.</summary>
    public static async ValueTask CancelAsync(RunActivation run, IEnumerable<Guid> children, string reason)
    {
        foreach (var child in children)
        {
            var cancel = new InboxMessage(run.Row.Tenant, child, InboxKind.Cancel) { Name = "interrupt", Value = JsonBytes.From(reason) };
            if (await run.Parts.Store.Runs.SendAsync(cancel, CancellationToken.None) != SendOutcome.Delivered) continue;
            await run.Parts.Stop(child);
            run.Parts.Nudge();
        }

        run.Parts.Nudge();
    }

    /// <summary>The children that the run waits for.</summary>
    public static IReadOnlyList<Guid> UnderWay(RunActivation run) =>
        [.. run.Ledger.Tickets.Values.Where(ticket => ticket.IsOpen && ticket.Opened.Child is not null).Select(ticket => ticket.Opened.Child!.Value)];

    /// <returns>How the child ended, where it was started before a crash and has ended since: nobody could be told, because the ticket was not known.</returns>
    private static async ValueTask<RunFinished?> StartAsync(
        RunActivation run, VisitContext context, ChildRunBody body, object input, (Guid Id, string Ticket) child)
    {
        var (id, ticket) = child;
        var started = run.Ledger.Started!;
        var depth = (started.Parent?.Depth ?? 0) + 1;
        if (depth > MaxDepth)
        {
            throw new BatonException(ErrorCodes.WaitCycle, $"Child runs are nested more than {MaxDepth} deep. A graph that starts itself needs a way out.");
        }

        var graph = run.Parts.Graphs.Get(body.GraphId);
        var row = run.Parts.Graphs.Find(body.GraphId)!;
        await run.Parts.Versions.PinAsync(run.Parts.Store.Records, row, graph, CancellationToken.None);
        var parent = new ParentRef(run.Row.Id, ticket, started.Parent?.Root ?? run.Row.Id, depth);
        using var seen = RunStart.Begin(graph.Id, started.Trace);
        var entry = new RunStarted(JournalCodec.Format, graph.Id, graph.Version, graph.Describe().Fingerprint)
        {
            Input = JsonBytes.From(input),
            Configuration = CostLabels.Inherited(started.Configuration, run.Row.Metadata),
            Parent = parent,
            Trace = seen?.Trace,
            Replaces = await run.Earlier.ChildAsync(context.Visit),
            Deadline = started.Deadline,
            Budget = await new ChildBudget(run, context).AllotAsync(graph),
            TimeBudgetSeconds = Math.Min(graph.TimeBudget.Duration.TotalSeconds, Math.Max(0, run.Left.TotalSeconds)),
        };
        var acceptance = new RunAcceptance(
            run.Row.Tenant, id, graph.Id, graph.Version, row.Pool, [StoredBodies.Entry(1, run.Parts.Time.GetUtcNow(), entry)])
        {
            Assistant = graph.Id,
            Parent = parent,
            Resumable = graph.Resumable,
        };
        var outcome = await run.Parts.Store.Runs.AcceptAsync(acceptance, CancellationToken.None);
        RunStart.Ended(seen, outcome);
        run.Parts.Nudge();
        if (outcome is not { Status: AcceptStatus.Existing, Run: { } known } || !known.Status.HasEnded()) return null;
        var entries = await run.Parts.States.EntriesAsync(id, int.MaxValue, CancellationToken.None);
        return (RunFinished)JournalCodec.Decode(entries[^1]);
    }
}
