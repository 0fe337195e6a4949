using System.Text.Json;
using Baton.Engine.Cases;
using Baton.Engine.Journal;
using Baton.Engine.Notices;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>Reads and edits the state of threads.</summary>
internal sealed class ThreadService(EngineParts parts, IRuns runs) : IThreads
{
    /// <summary>How far back a history goes at most, in runs.</summary>
    private const int MaxRuns = 1_000;

    private readonly Checkpoints _checkpoints = new(parts.Store);

    public async ValueTask<ThreadState?> StateAsync(string tenant, string thread, CheckpointRef? at, CancellationToken cancellationToken)
    {
        for (var last = (CheckpointRef?)null; ;)
        {
            var row = await parts.Store.Threads.FindAsync(tenant, thread, cancellationToken);
            if (row is null) return null;
            if (at is not null) return await AtAsync(row, at, cancellationToken);
            if (row.Head is not { } head) return Nothing(row);
            if (await RemainingAsync(row, head, cancellationToken) is [.., var newest]) return await WithPresentAsync(row, newest, cancellationToken);

            // The thread was deleted since its row was read, or its head has moved. A head that stays is damaged.
            if (head == last) throw new BatonException(ErrorCodes.CheckpointGone, $"The state of thread {thread} is not in the store any more: {head.Run:D} has no entry that tells it.");
            last = head;
        }
    }

    public async ValueTask<IReadOnlyList<ThreadState>?> HistoryAsync(
        string tenant, string thread, CheckpointRef? before, int limit, CancellationToken cancellationToken)
    {
        var row = await parts.Store.Threads.FindAsync(tenant, thread, cancellationToken);
        if (row is null) return null;
        if (before is not null) await _checkpoints.CheckAsync(tenant, thread, before, cancellationToken);
        var history = new List<ThreadState>();
        var isNewest = true;
        var at = before is null ? row.Head : before with { Seq = before.Seq - 1 };
        for (var count = 0; at is not null && history.Count < limit && count < MaxRuns; count++)
        {
            var states = await RemainingAsync(row, at, cancellationToken);
            if (states.Count == 0) break;
            if (isNewest && before is null) states[^1] = await WithPresentAsync(row, states[^1], cancellationToken);
            isNewest = false;
            history.AddRange(states.AsEnumerable().Reverse());
            at = states[0].Parent;
        }

        return history.Count > limit ? history[..limit] : history;
    }

    public async ValueTask<CheckpointRef> UpdateAsync(
        string tenant, string thread, JsonElement values, string? asNode, CheckpointRef? at, string? by, CancellationToken cancellationToken)
    {
        var row = await parts.Store.Threads.FindAsync(tenant, thread, cancellationToken) ?? throw Unknown(thread);
        if (row.Graph is not { } id) throw new BatonException(ErrorCodes.ThreadUnknown, $"Thread '{thread}' has no graph yet: it has had no run. Start one first.");
        var graph = parts.Graphs.Get(id);
        var patch = StatePatches.FromValues(values, graph.StateType);
        if (at is not null) await _checkpoints.CheckAsync(tenant, thread, at, cancellationToken);
        var edit = new StateEdit(graph, parts.States, patch, asNode, by);
        var edited = await edit.MakeAsync(at ?? row.Head, cancellationToken);
        if (row is { ActiveRun: { } waiting, ActiveStatus: RunStatus.Waiting })
        {
            // Only once nothing speaks against the edit: one that is refused leaves the run waiting. Its end moves the head.
            row = await SupersedeAsync(row, waiting, cancellationToken);
            edited = await edit.MakeAsync(at ?? row.Head, cancellationToken);
        }

        while (true)
        {
            var (status, checkpoint) = await AppendEditAsync(row, graph, edited, EditedCase.Of(parts, graph, edit), cancellationToken);
            if (status == AcceptStatus.Accepted) return checkpoint;
            row = await parts.Store.Threads.FindAsync(tenant, thread, cancellationToken) ?? throw Unknown(thread);
            if (status != AcceptStatus.HeadMoved || row.ActiveRun is not null)
            {
                throw new BatonException(ErrorCodes.ThreadBusy, $"Thread '{row.Id}' has a run under way. Wait for it or cancel it, then edit the state.");
            }

            // Another edit, or retention, was first: this one is made on what is there now.
            edited = await edit.MakeAsync(at ?? row.Head, cancellationToken);
        }
    }

    private async ValueTask<(AcceptStatus Status, CheckpointRef Checkpoint)> AppendEditAsync(
        ThreadRow row, GraphDefinition graph, StateEdited edited, EditedCase? edit, CancellationToken cancellationToken)
    {
        var now = parts.Time.GetUtcNow();
        var run = parts.Ids.NewId(now);
        var started = new RunStarted(JournalCodec.Format, graph.Id, graph.Version, graph.Describe().Fingerprint);
        List<JournalEntry> entries = [StoredBodies.Entry(1, now, started), StoredBodies.Entry(2, now, edited)];
        if (edit is not null) entries.Add(StoredBodies.Entry(3, now, new CaseChanged(edit.After)));
        var outcome = await parts.Store.Runs.AcceptAsync(
            new RunAcceptance(row.Tenant, run, graph.Id, graph.Version, parts.Graphs.Find(graph.Id)!.Pool, entries)
            {
                Assistant = graph.Id,
                Thread = row.Id,
                IsEdit = true,
                EndedAs = RunStatus.Success,
                ExpectedHead = row.Head,
                Cases = edit is null ? [] : [new CaseChange(row.Tenant, row.Id, graph.Id, run, edit.After) { Since = now, At = now }],
                Outbox = edit is null ? [] : parts.Notices.Of(new CaseEvent(row.Tenant, row.Id, graph.Id, run, edit.Before, edit.After, now)),
            },
            cancellationToken);
        return (outcome.Status, new CheckpointRef(run, 2));
    }

    private async ValueTask<ThreadRow> SupersedeAsync(ThreadRow row, Guid waiting, CancellationToken cancellationToken)
    {
        await runs.CancelAsync(row.Tenant, waiting, "superseded by an edit of the state", false, cancellationToken);
        while (true)
        {
            var result = await runs.WaitAsync(row.Tenant, waiting, cancellationToken);
            if (result.Run.Status.HasEnded()) return await parts.Store.Threads.FindAsync(row.Tenant, row.Id, cancellationToken) ?? throw Unknown(row.Id);
            await Task.Delay(TimeSpan.FromMilliseconds(5), parts.Time, cancellationToken);
        }
    }

    private async ValueTask<ThreadState?> AtAsync(ThreadRow row, CheckpointRef at, CancellationToken cancellationToken)
    {
        await _checkpoints.CheckAsync(row.Tenant, row.Id, at, cancellationToken);
        var states = await StatesOfAsync(row, at, cancellationToken);
        return states.Count == 0 ? Nothing(row) : states[^1];
    }

    /// <summary>The states that one run wrote, oldest first, up to a checkpoint.</summary>
    private async ValueTask<List<ThreadState>> StatesOfAsync(ThreadRow row, CheckpointRef at, CancellationToken cancellationToken)
    {
        var entries = await parts.States.EntriesAsync(at.Run, at.Seq, cancellationToken);
        var bodies = entries.Select(entry => (Entry: entry, Body: JournalCodec.Decode(entry))).ToList();
        var origin = bodies.Select(pair => BaseOf(pair.Body)).FirstOrDefault(found => found is not null);
        var ledger = new RunLedger { BaseDocument = await parts.States.OriginAsync(at.Run, entries, cancellationToken) };

        var states = new List<ThreadState>();
        var parent = origin is null ? null : await NearestStateAsync(origin, cancellationToken);
        var step = -1;
        foreach (var (entry, body) in bodies)
        {
            ledger.Apply(entry, body);
            if (Source(body, ledger) is not { } source || ledger.Root is not { } root) continue;
            var here = new CheckpointRef(at.Run, entry.Seq);
            states.Add(new ThreadState(root.Document.ToElement(), Next(root.Cursor), here, parent, entry.At)
            {
                Source = source,
                Step = step++,
                Node = root.LastNode,
                Run = at.Run,
            });
            parent = here;
        }

        // The thread's head lies behind the last checkpoint: entries that are no state of their own follow it.
        if (states.Count > 0 && row.Head == at) states[^1] = states[^1] with { Checkpoint = states[^1].Checkpoint, Error = ledger.Finished?.Error ?? bodies.Select(pair => pair.Body).OfType<Snapshot>().FirstOrDefault()?.Error };
        return states;
    }

    /// <summary>The states that one run wrote; none where retention removed them, or what they rest on: a history ends there.</summary>
    private async ValueTask<List<ThreadState>> RemainingAsync(ThreadRow row, CheckpointRef at, CancellationToken cancellationToken)
    {
        try
        {
            return await StatesOfAsync(row, at, cancellationToken);
        }
        catch (BatonException exception) when (exception.Code == ErrorCodes.CheckpointGone)
        {
            return [];
        }
    }

    /// <summary>The last state at or before a place: a thread's head may lie on an entry behind it that is no state of its own.</summary>
    private async ValueTask<CheckpointRef> NearestStateAsync(CheckpointRef at, CancellationToken cancellationToken)
    {
        var entries = await parts.States.EntriesAsync(at.Run, at.Seq, cancellationToken);
        var ledger = new RunLedger();
        var seq = entries.LastOrDefault(entry => Source(JournalCodec.Decode(entry), ledger) is not null).Seq;
        return seq == 0 ? at : at with { Seq = seq };
    }

    private static CheckpointRef? BaseOf(EntryBody body) => body switch
    {
        FrameStarted { Path: "" } frame => frame.Base,
        StateEdited edited => edited.Base,
        RunFinished finished => finished.State?.Base,
        Snapshot snapshot => snapshot.Base,
        _ => null,
    };

    private static string? Source(EntryBody body, RunLedger ledger) => body switch
    {
        FrameStarted { Path: "" } => ledger.Started?.From is null ? "input" : "fork",
        Checkpoint { Route: false } checkpoint when !checkpoint.Visit.Contains('/') => "loop",
        StateEdited or Snapshot { Next: not null } => "update",
        RunFinished { State: not null } => "loop",
        _ => null,
    };

    private async ValueTask<ThreadState> WithPresentAsync(ThreadRow row, ThreadState state, CancellationToken cancellationToken)
    {
        if (row.ActiveRun is not { } active || state.Run != active) return state;
        var tickets = await parts.Store.Runs.TicketsAsync(new TicketQuery(row.Tenant) { Run = active }, cancellationToken);
        return state with { Tickets = tickets };
    }

    private static IReadOnlyList<string> Next(string cursor) => cursor == Graph.End ? [] : [cursor];

    private static ThreadState Nothing(ThreadRow row) => new(JsonBytes.Parse("{}"u8.ToArray()), [], null, null, row.CreatedAt);

    private static BatonException Unknown(string thread) => new(ErrorCodes.ThreadUnknown, $"There is no thread '{thread}'.");
}
