using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Sqlite.Cases;
using Baton.Sqlite.Outbox;
using Baton.Sqlite.Servers;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Runs;

/// <summary>Accepts runs by their thread's rules.</summary>
internal static class Acceptance
{
    private static readonly JsonElement Superseded = JsonElement.Parse("\"superseded by a new run\"");

    public static AcceptOutcome Accept(WriteSession session, RunAcceptance wish)
    {
        if (FindExisting(session, wish) is { } existing)
        {
            return new(AcceptStatus.Existing, existing, null);
        }

        var thread = wish.Thread is { } id ? ThreadRows.FindKeyed(session.Connection, wish.Tenant, id) : null;
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
            return AcceptEdit(session, wish, thread);
        }

        return wish.EndedAs is { } status ? AcceptEnded(session, wish, status, thread) : AcceptRun(session, wish, thread);
    }

    private static RunRow? FindExisting(WriteSession session, RunAcceptance wish)
    {
        if (RunRows.Find(session.Connection, wish.Id) is { } same)
        {
            return same;
        }

        return wish.IdempotencyKey is null
            ? null
            : session.Prepare(
                $"SELECT {RunRows.Columns} FROM idempotency i JOIN run r ON r.key = i.run WHERE i.tenant = ?1 AND i.key = ?2")
                .Bind(1, wish.Tenant).Bind(2, wish.IdempotencyKey).First(RunRows.Read);
    }

    private static AcceptOutcome AcceptEdit(WriteSession session, RunAcceptance wish, KeyedThread? thread)
    {
        if (thread?.Active is { } active)
        {
            return Refuse(AcceptStatus.ThreadBusy, RunRows.FindKeyed(session.Connection, active));
        }

        if (thread?.Row.Head != wish.ExpectedHead)
        {
            return Refuse(AcceptStatus.HeadMoved);
        }

        if (wish.KeepsTime && thread is not null)
        {
            var kept = Insert(session, wish, wish.EndedAs ?? RunStatus.Success, isQueued: false);
            ThreadRows.MoveHeadQuietly(session, thread.Row, wish.Graph, new(wish.Id, wish.Entries[^1].Seq));
            return new(AcceptStatus.Accepted, kept.Row, null);
        }

        var outcome = AcceptEnded(session, wish, wish.EndedAs ?? RunStatus.Success, thread);
        CaseRows.Apply(session, wish.Cases);
        foreach (var message in wish.Outbox) SqliteOutbox.Add(session, message);
        if (wish.Thread is { } id)
        {
            ThreadRows.MoveHead(session, wish.Tenant, id, new(wish.Id, wish.Entries[^1].Seq));
        }

        return outcome;
    }

    private static AcceptOutcome AcceptEnded(WriteSession session, RunAcceptance wish, RunStatus status, KeyedThread? thread)
    {
        var run = Insert(session, wish, status, isQueued: false);
        Join(session, wish, thread);
        return new(AcceptStatus.Accepted, run.Row, null);
    }

    private static AcceptOutcome AcceptRun(WriteSession session, RunAcceptance wish, KeyedThread? thread)
    {
        var active = thread?.Active is { } key ? RunRows.FindKeyed(session.Connection, key) : null;
        var isWaiting = active?.Row.Status == RunStatus.Waiting;
        if (wish.DeliverTo is { } taker && (!isWaiting || active!.Row.Id != taker))
        {
            return Refuse(AcceptStatus.ThreadBusy, active);
        }

        if (isWaiting && wish.WhileWaiting == WhileWaiting.Deliver)
        {
            return Deliver(session, wish, active!);
        }

        if (active is not null && !isWaiting && wish.Strategy == MultitaskStrategy.Reject)
        {
            return Refuse(AcceptStatus.ThreadBusy, active);
        }

        var startsAtOnce = active is null && wish.Delay <= TimeSpan.Zero
            && wish.Owner is { } owner && SqliteServers.IsAlive(session.Connection, owner);
        if (!startsAtOnce && IsFull(session, wish))
        {
            return Refuse(AcceptStatus.PoolFull);
        }

        if (active is not null)
        {
            MakeRoom(session, wish, active);
        }

        var run = Insert(session, wish, startsAtOnce ? RunStatus.Running : RunStatus.Pending, isQueued: active is not null);
        Join(session, wish, thread);
        if (wish.Thread is { } id && active is null)
        {
            ThreadRows.Activate(session, wish.Tenant, id, run.Key);
        }

        var lease = startsAtOnce ? new RunLease(wish.Id, run.Key, wish.Owner!.Value, run.Row.Epoch) : null;
        return new(AcceptStatus.Accepted, run.Row, lease)
        {
            Other = active is null ? null : RunRows.FindKeyed(session.Connection, active.Key)!.Row,
        };
    }

    private static AcceptOutcome Deliver(WriteSession session, RunAcceptance wish, KeyedRun active)
    {
        InboxRows.Insert(
            session, active.Key, new(wish.Tenant, active.Row.Id, InboxKind.Input) { Value = wish.DeliverInput, Key = wish.IdempotencyKey });
        RunRows.Wake(session, active.Key);
        Remember(session, wish, active.Key);
        return new(AcceptStatus.Delivered, RunRows.Find(session.Connection, active.Row.Id), null);
    }

    private static void MakeRoom(WriteSession session, RunAcceptance wish, KeyedRun active)
    {
        var isWaiting = active.Row.Status == RunStatus.Waiting;
        var takesOver = wish.Strategy is MultitaskStrategy.Interrupt or MultitaskStrategy.Rollback;
        if (isWaiting ? wish.WhileWaiting == WhileWaiting.Queue : !takesOver)
        {
            return;
        }

        var action = wish.Strategy == MultitaskStrategy.Rollback ? "rollback" : "interrupt";
        Cancel(session, active.Key, active.Row, action);
        if (takesOver)
        {
            var queued = session.Prepare(
                $"SELECT {RunRows.Columns} FROM run r WHERE r.tenant = ?1 AND r.thread = ?2 AND r.is_queued = 1 ORDER BY r.key")
                .Bind(1, wish.Tenant).Bind(2, wish.Thread).All(RunRows.ReadKeyed);
            queued.ForEach(run => Cancel(session, run.Key, run.Row, action));
        }
    }

    private static void Cancel(WriteSession session, long key, RunRow run, string action)
    {
        var isAsked = session.Prepare("SELECT 1 FROM inbox WHERE run = ?1 AND is_taken = 0 AND kind = ?2 AND name = ?3 LIMIT 1")
            .Bind(1, key).Bind(2, (long)InboxKind.Cancel).Bind(3, action).Exists();
        if (!isAsked)
        {
            InboxRows.Insert(session, key, new(run.Tenant, run.Id, InboxKind.Cancel) { Name = action, Value = Superseded });
        }

        RunRows.Release(session, key);
    }

    private static bool IsFull(WriteSession session, RunAcceptance wish) =>
        wish.QueueLimit is { } limit
        && (limit <= 0 || session.Prepare("SELECT 1 FROM run WHERE pool = ?1 AND status = 0 AND is_queued = 0 LIMIT 1 OFFSET ?2")
            .Bind(1, wish.Pool).Bind(2, limit - 1L).Exists());

    private static KeyedRun Insert(WriteSession session, RunAcceptance wish, RunStatus status, bool isQueued)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(session.Now);
        var isOver = status.HasEnded();
        var isOwned = status == RunStatus.Running;
        var row = new RunRow(wish.Tenant, wish.Id, wish.Graph, wish.Version, wish.Pool, status)
        {
            Assistant = wish.Assistant,
            Thread = wish.Thread,
            Queued = isQueued,
            IsEdit = wish.IsEdit,
            Resumable = wish.Resumable,
            Seq = wish.Entries.Count,
            Owner = isOwned ? wish.Owner : null,
            Epoch = isOwned ? 1 : 0,
            Strategy = wish.Strategy,
            Metadata = wish.Metadata,
            Parent = wish.Parent,
            CreatedAt = now,
            UpdatedAt = now,
            WakeAt = !isOver && wish.Delay > TimeSpan.Zero ? now.AddMilliseconds(Math.Ceiling(wish.Delay.TotalMilliseconds)) : null,
        };
        var key = RunRows.Insert(session, row, isOver ? now : null);
        foreach (var entry in wish.Entries)
        {
            JournalRows.Insert(session, key, entry);
        }

        if (isOwned)
        {
            session.SetTail(key, wish.Entries.Count);
        }

        Remember(session, wish, key);
        return new(key, row);
    }

    private static void Join(WriteSession session, RunAcceptance wish, KeyedThread? thread)
    {
        if (wish.Thread is not { } id)
        {
            return;
        }

        if (thread is null)
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(session.Now);
            ThreadRows.Insert(session, new(wish.Tenant, id) { Graph = wish.Graph, CreatedAt = now, UpdatedAt = now });
        }
        else
        {
            ThreadRows.Touch(session, wish.Tenant, id, wish.Graph);
        }
    }

    private static void Remember(WriteSession session, RunAcceptance wish, long key)
    {
        if (wish.IdempotencyKey is { } idempotencyKey)
        {
            session.Prepare("INSERT INTO idempotency(tenant, key, run) VALUES(?1, ?2, ?3)")
                .Bind(1, wish.Tenant).Bind(2, idempotencyKey).Bind(3, key).Execute();
        }
    }

    private static AcceptOutcome Refuse(AcceptStatus status, KeyedRun? other = null) => new(status, null, null) { Other = other?.Row };
}
