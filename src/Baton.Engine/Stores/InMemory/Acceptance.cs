using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Graphs;

namespace Baton.Engine.Stores.InMemory;

/// <summary>Accepts runs by their thread's rules.</summary>
internal sealed class Acceptance(InMemoryState state, InMemoryTables tables)
{
    private static readonly JsonElement Superseded = JsonElement.Parse("\"superseded by a new run\"");

    public AcceptOutcome Accept(RunAcceptance wish)
    {
        if (FindExisting(wish) is { } existing)
        {
            return new(AcceptStatus.Existing, existing.Row, null);
        }

        var thread = wish.Thread is { } id ? state.Threads.GetValueOrDefault((wish.Tenant, id)) : null;
        if (wish.Thread is not null && thread is null && !wish.CreateThread)
        {
            return Refuse(AcceptStatus.ThreadUnknown);
        }

        if (thread?.Row.Graph is { } graph && graph != wish.Graph)
        {
            return Refuse(AcceptStatus.OtherGraph);
        }

        if (wish.IsEdit)
        {
            return AcceptEdit(wish, thread);
        }

        return wish.EndedAs is { } status ? AcceptEnded(wish, status) : AcceptRun(wish, thread);
    }

    private StoredRun? FindExisting(RunAcceptance wish) =>
        state.Runs.GetValueOrDefault(wish.Id)
        ?? (wish.IdempotencyKey is { } key ? state.IdempotencyKeys.GetValueOrDefault((wish.Tenant, key)) : null);

    private AcceptOutcome AcceptEdit(RunAcceptance wish, StoredThread? thread)
    {
        if (thread?.Active is { } active)
        {
            return Refuse(AcceptStatus.ThreadBusy, active);
        }

        if (thread?.Row.Head != wish.ExpectedHead)
        {
            return Refuse(AcceptStatus.HeadMoved);
        }

        var run = Insert(wish, wish.EndedAs ?? RunStatus.Success, isQueued: false);
        if (Join(run, wish) is { } joined)
        {
            joined.Row = joined.Row with { Head = new(wish.Id, wish.Entries[^1].Seq) };
        }

        tables.Cases.Apply(wish.Cases);
        tables.Outbox.Add(wish.Outbox);

        return new(AcceptStatus.Accepted, run.Row, null);
    }

    private AcceptOutcome AcceptEnded(RunAcceptance wish, RunStatus status)
    {
        var run = Insert(wish, status, isQueued: false);
        Join(run, wish);
        return new(AcceptStatus.Accepted, run.Row, null);
    }

    private AcceptOutcome AcceptRun(RunAcceptance wish, StoredThread? thread)
    {
        var active = thread?.Active;
        var isWaiting = active?.Row.Status == RunStatus.Waiting;
        if (wish.DeliverTo is { } taker && (!isWaiting || active!.Row.Id != taker))
        {
            return Refuse(AcceptStatus.ThreadBusy, active);
        }

        if (isWaiting && wish.WhileWaiting == WhileWaiting.Deliver)
        {
            return Deliver(wish, active!);
        }

        if (active is not null && !isWaiting && wish.Strategy == MultitaskStrategy.Reject)
        {
            return Refuse(AcceptStatus.ThreadBusy, active);
        }

        var startsAtOnce = active is null && wish.Delay <= TimeSpan.Zero && wish.Owner is { } owner && state.IsAlive(owner);
        if (!startsAtOnce && IsFull(wish))
        {
            return Refuse(AcceptStatus.PoolFull);
        }

        if (active is not null)
        {
            MakeRoom(wish, thread!, active);
        }

        var run = Insert(wish, startsAtOnce ? RunStatus.Running : RunStatus.Pending, isQueued: active is not null);
        if (Join(run, wish) is { } joined && active is null)
        {
            joined.Active = run;
        }

        var lease = startsAtOnce ? new RunLease(wish.Id, run.Key, wish.Owner!.Value, run.Row.Epoch) : null;
        return new(AcceptStatus.Accepted, run.Row, lease) { Other = active?.Row };
    }

    private AcceptOutcome Deliver(RunAcceptance wish, StoredRun active)
    {
        state.Post(active, new(wish.Tenant, active.Row.Id, InboxKind.Input) { Value = wish.DeliverInput, Key = wish.IdempotencyKey });
        state.Wake(active);
        Remember(active, wish);
        return new(AcceptStatus.Delivered, active.Row, null);
    }

    private void MakeRoom(RunAcceptance wish, StoredThread thread, StoredRun active)
    {
        var isWaiting = active.Row.Status == RunStatus.Waiting;
        var takesOver = wish.Strategy is MultitaskStrategy.Interrupt or MultitaskStrategy.Rollback;
        if (isWaiting ? wish.WhileWaiting == WhileWaiting.Queue : !takesOver)
        {
            return;
        }

        var action = wish.Strategy == MultitaskStrategy.Rollback ? "rollback" : "interrupt";
        Cancel(active, action);
        foreach (var queued in thread.Runs.Where(run => takesOver && run.Row.Queued))
        {
            Cancel(queued, action);
        }
    }

    private void Cancel(StoredRun run, string action)
    {
        if (!run.Inbox.Exists(item => !item.IsTaken && item.Message.Kind == InboxKind.Cancel && item.Message.Name == action))
        {
            state.Post(run, new(run.Row.Tenant, run.Row.Id, InboxKind.Cancel) { Name = action, Value = Superseded });
        }

        state.Release(run);
    }

    private bool IsFull(RunAcceptance wish) =>
        wish.QueueLimit is { } limit && (state.Pending.Find(wish.Pool)?.Count ?? 0) >= limit;

    private StoredRun Insert(RunAcceptance wish, RunStatus status, bool isQueued)
    {
        var now = state.Now();
        var isOver = status.HasEnded();
        var isOwned = status == RunStatus.Running;
        var run = state.Add(new RunRow(wish.Tenant, wish.Id, wish.Graph, wish.Version, wish.Pool, status)
        {
            Assistant = wish.Assistant,
            Thread = wish.Thread,
            Queued = isQueued,
            IsEdit = wish.IsEdit,
            Resumable = wish.Resumable,
            Owner = isOwned ? wish.Owner : null,
            Epoch = isOwned ? 1 : 0,
            Strategy = wish.Strategy,
            Metadata = StoreJson.Own(wish.Metadata),
            Parent = wish.Parent,
            CreatedAt = now,
            UpdatedAt = now,
            WakeAt = !isOver && wish.Delay > TimeSpan.Zero ? now.AddMilliseconds(Math.Ceiling(wish.Delay.TotalMilliseconds)) : null,
        });
        run.EndedAt = isOver ? now : null;
        InMemoryState.Write(run, wish.Entries);
        Remember(run, wish);
        return run;
    }

    private StoredThread? Join(StoredRun run, RunAcceptance wish)
    {
        if (wish.Thread is not { } id)
        {
            return null;
        }

        var now = state.Now();
        if (!state.Threads.TryGetValue((wish.Tenant, id), out var thread))
        {
            thread = new(new(wish.Tenant, id) { CreatedAt = now, UpdatedAt = now });
            state.Threads.Add((wish.Tenant, id), thread);
        }

        thread.Row = thread.Row with { Graph = wish.Graph, UpdatedAt = wish.KeepsTime ? thread.Row.UpdatedAt : now };
        thread.Runs.Add(run);
        return thread;
    }

    private void Remember(StoredRun run, RunAcceptance wish)
    {
        if (wish.IdempotencyKey is { } key)
        {
            state.IdempotencyKeys.Add((wish.Tenant, key), run);
            run.IdempotencyKeys.Add(key);
        }
    }

    private static AcceptOutcome Refuse(AcceptStatus status, StoredRun? other = null) => new(status, null, null) { Other = other?.Row };
}
