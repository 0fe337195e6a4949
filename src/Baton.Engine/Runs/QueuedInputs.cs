using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>
/// What came in while a run was at work, once that run waits: where the graph delivers input to a run that waits, it is delivered too, in the
/// order in which it came, and the runs that stood in line with it end as cancelled.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class QueuedInputs(EngineParts parts, RunDispatcher dispatcher)
{
    private const int Page = 100;

    /// <summary>Delivers what stands in line behind a run that waits.</summary>
    public async ValueTask DeliverAsync(RunRow waiting)
    {
        if (waiting is not { Status: RunStatus.Waiting, Thread: { } thread } || !Delivers(waiting.Graph)) return;
        var query = new RunQuery(waiting.Tenant) { Thread = thread, Statuses = [RunStatus.Pending], OldestFirst = true, Limit = Page };
        foreach (var queued in await parts.Store.Runs.QueryAsync(query, CancellationToken.None))
        {
            // What goes on without input is none that could be delivered, and what stands behind it comes after it.
            if (!queued.Queued || await InputAsync(queued, waiting.Id) is not { } input || !await DeliverAsync(queued, input)) return;
        }
    }

    private async ValueTask<bool> DeliverAsync(RunRow queued, RunAcceptance input)
    {
        // Only delivered, and only to that run: it may have gone on meanwhile, and what stood in line may be at work itself.
        var outcome = await parts.Store.Runs.AcceptAsync(input, CancellationToken.None);
        if (outcome is not { Status: AcceptStatus.Delivered or AcceptStatus.Existing, Run: { } taker }) return false;
        await parts.Store.Runs.SendAsync(
            new InboxMessage(queued.Tenant, queued.Id, InboxKind.Cancel) { Name = "interrupt", Value = JsonBytes.From($"delivered to run {taker.Id}, which waits") },
            CancellationToken.None);
        await dispatcher.StopAsync(queued.Id);
        await dispatcher.PokeAsync(taker.Id);
        parts.Nudge();
        return true;
    }

    private async ValueTask<RunAcceptance?> InputAsync(RunRow queued, Guid taker)
    {
        var first = await parts.Journals.ReadAsync(queued.Id, 0, 1, CancellationToken.None);
        if (first.Count == 0 || JournalCodec.Decode(first[0]) is not RunStarted { Input: { } input, Resume: null, Goto: null, From: null, Update: null }) return null;
        return new RunAcceptance(queued.Tenant, parts.Ids.NewId(parts.Time.GetUtcNow()), queued.Graph, queued.Version, queued.Pool, [first[0]])
        {
            Assistant = queued.Assistant,
            Thread = queued.Thread,
            WhileWaiting = WhileWaiting.Deliver,
            DeliverInput = input,
            DeliverTo = taker,
            IdempotencyKey = $"queued-{queued.Id:N}",
        };
    }

    private bool Delivers(string graph)
    {
        try
        {
            return parts.Graphs.Get(graph).WhileWaiting == WhileWaiting.Deliver;
        }
        catch (BatonException)
        {
            // The graph is none of this server's any more; nothing says what its threads do.
            return false;
        }
    }
}
