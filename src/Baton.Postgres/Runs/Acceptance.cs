using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Postgres.Cases;
using Baton.Postgres.Connecting;
using Baton.Postgres.Outbox;
using Baton.Postgres.Servers;

namespace Baton.Postgres.Runs;

/// <summary>Accepts one run by its thread's rules, under the lock of the thread's row.</summary>
/// <param name="session">The transaction.</param>
/// <param name="wish">The run.</param>
/// <param name="token">Names this acceptance: a run that has it was made by it.</param>
internal sealed class Acceptance(Session session, RunAcceptance wish, long token)
{
    private static readonly JsonElement Superseded = JsonElement.Parse("\"superseded by a new run\"");

    public async Task<AcceptOutcome> AcceptAsync()
    {
        if (await FindExistingAsync() is { } existing)
        {
            return existing.Token == token ? Accepted(existing) : new(AcceptStatus.Existing, existing.Row, null);
        }

        var thread = await JoinAsync();
        if (wish.Thread is not null && thread is null)
        {
            return Refuse(AcceptStatus.ThreadUnknown);
        }

        if (thread?.Row.Graph is { } graph && graph != wish.Graph)
        {
            return Refuse(AcceptStatus.OtherGraph);
        }

        if (wish.IsEdit)
        {
            return await AcceptEditAsync(thread);
        }

        return wish.EndedAs is { } status ? await AcceptEndedAsync(status) : await AcceptRunAsync(thread);
    }

    /// <summary>What a run that was made by this acceptance comes to, where the first try's reply was lost.</summary>
    private AcceptOutcome Accepted(KeyedRun run)
    {
        var isMine = run.Row.Owner is { } owner && owner == wish.Owner && run.Row.Epoch == 1;
        return new(AcceptStatus.Accepted, run.Row, isMine ? new(wish.Id, run.Key, wish.Owner!.Value, 1) : null);
    }

    private async Task<KeyedRun?> FindExistingAsync()
    {
        if (await RunRows.FindAsync(session, wish.Id) is { } same)
        {
            return same;
        }

        return wish.IdempotencyKey is null
            ? null
            : await session.Prepare(
                $"SELECT {RunRows.Columns} FROM idempotency i JOIN run r ON r.key = i.run WHERE i.tenant = $1 AND i.key = $2")
                .Bind(wish.Tenant).Bind(wish.IdempotencyKey).FirstAsync(RunRows.ReadKeyed);
    }

    /// <summary>The thread, locked; made where that is wished. A refusal undoes that.</summary>
    private async Task<KeyedThread?> JoinAsync()
    {
        if (wish.Thread is not { } id)
        {
            return null;
        }

        if (await ThreadRows.LockAsync(session, wish.Tenant, id) is { } present)
        {
            return present;
        }

        if (!wish.CreateThread)
        {
            return null;
        }

        await ThreadRows.InsertAsync(session, new(wish.Tenant, id));
        return await ThreadRows.LockAsync(session, wish.Tenant, id);
    }

    private async Task<AcceptOutcome> AcceptEditAsync(KeyedThread? thread)
    {
        if (thread?.Active is { } active)
        {
            return Refuse(AcceptStatus.ThreadBusy, await RunRows.FindAsync(session, active));
        }

        if (thread?.Row.Head != wish.ExpectedHead)
        {
            return Refuse(AcceptStatus.HeadMoved);
        }

        if (wish.KeepsTime && thread is not null)
        {
            var kept = await InsertAsync(wish.EndedAs ?? RunStatus.Success, isQueued: false);
            await ThreadRows.MoveHeadQuietlyAsync(session, thread.Row, wish.Graph, new(wish.Id, wish.Entries[^1].Seq));
            return new(AcceptStatus.Accepted, kept.Row, null);
        }

        var outcome = await AcceptEndedAsync(wish.EndedAs ?? RunStatus.Success);
        await CaseRows.ApplyAsync(session, wish.Cases);
        foreach (var message in wish.Outbox) await PostgresOutbox.AddAsync(session, message);
        if (wish.Thread is { } id)
        {
            await ThreadRows.MoveHeadAsync(session, wish.Tenant, id, new(wish.Id, wish.Entries[^1].Seq));
        }

        return outcome;
    }

    private async Task<AcceptOutcome> AcceptEndedAsync(RunStatus status)
    {
        var run = await InsertAsync(status, isQueued: false);
        await TouchAsync();
        return new(AcceptStatus.Accepted, run.Row, null);
    }

    private async Task<AcceptOutcome> AcceptRunAsync(KeyedThread? thread)
    {
        // Its row is locked, so that it cannot end or park while this is decided on its status.
        var active = thread?.Active is { } key ? await RunRows.LockAsync(session, key) : null;
        var isWaiting = active?.Row.Status == RunStatus.Waiting;
        if (wish.DeliverTo is { } taker && (!isWaiting || active!.Row.Id != taker))
        {
            return Refuse(AcceptStatus.ThreadBusy, active);
        }

        if (isWaiting && wish.WhileWaiting == WhileWaiting.Deliver)
        {
            return await DeliverAsync(active!);
        }

        if (active is not null && !isWaiting && wish.Strategy == MultitaskStrategy.Reject)
        {
            return Refuse(AcceptStatus.ThreadBusy, active);
        }

        var startsAtOnce = active is null && wish.Delay <= TimeSpan.Zero
            && wish.Owner is { } owner && await PostgresServers.IsAliveAsync(session, owner);
        if (!startsAtOnce && await IsFullAsync())
        {
            return Refuse(AcceptStatus.PoolFull);
        }

        if (active is not null)
        {
            await MakeRoomAsync(active);
        }

        var run = await InsertAsync(startsAtOnce ? RunStatus.Running : RunStatus.Pending, isQueued: active is not null);
        await TouchAsync();
        if (wish.Thread is { } id && active is null)
        {
            await ThreadRows.ActivateAsync(session, wish.Tenant, id, run.Key);
        }

        var lease = startsAtOnce ? new RunLease(wish.Id, run.Key, wish.Owner!.Value, run.Row.Epoch) : null;
        return new(AcceptStatus.Accepted, run.Row, lease)
        {
            Other = active is null ? null : (await RunRows.FindAsync(session, active.Key))!.Row,
        };
    }

    private async Task<AcceptOutcome> DeliverAsync(KeyedRun active)
    {
        var message = new InboxMessage(wish.Tenant, active.Row.Id, InboxKind.Input) { Value = wish.DeliverInput, Key = wish.IdempotencyKey };
        await InboxRows.InsertAsync(session, active.Key, message);
        await RunRows.WakeAsync(session, active);
        await RememberAsync(active.Key);
        return new(AcceptStatus.Delivered, (await RunRows.FindAsync(session, active.Key))!.Row, null);
    }

    private async Task MakeRoomAsync(KeyedRun active)
    {
        var isWaiting = active.Row.Status == RunStatus.Waiting;
        var takesOver = wish.Strategy is MultitaskStrategy.Interrupt or MultitaskStrategy.Rollback;
        if (isWaiting ? wish.WhileWaiting == WhileWaiting.Queue : !takesOver)
        {
            return;
        }

        var action = wish.Strategy == MultitaskStrategy.Rollback ? "rollback" : "interrupt";
        await CancelAsync(active, action);
        if (!takesOver)
        {
            return;
        }

        foreach (var queued in await session.Prepare(
            $"SELECT {RunRows.Columns} FROM run r WHERE r.tenant = $1 AND r.thread = $2 AND r.is_queued ORDER BY r.key FOR UPDATE")
            .Bind(wish.Tenant).Bind(wish.Thread).AllAsync(RunRows.ReadKeyed))
        {
            await CancelAsync(queued, action);
        }
    }

    private async Task CancelAsync(KeyedRun run, string action)
    {
        var isAsked = await session.Prepare("SELECT 1 FROM inbox WHERE run = $1 AND NOT is_taken AND kind = $2 AND name = $3 LIMIT 1")
            .Bind(run.Key).Bind((long)InboxKind.Cancel).Bind(action).ExistsAsync();
        if (!isAsked)
        {
            await InboxRows.InsertAsync(
                session, run.Key, new(run.Row.Tenant, run.Row.Id, InboxKind.Cancel) { Name = action, Value = Superseded });
        }

        await RunRows.ReleaseAsync(session, run);
    }

    private async Task<bool> IsFullAsync() =>
        wish.QueueLimit is { } limit
        && (limit <= 0 || await session.Prepare(
            """
            SELECT 1 FROM (
              SELECT FROM ready WHERE pool = $1 AND not_before IS NULL UNION ALL SELECT FROM ready WHERE pool = $1 AND not_before IS NOT NULL) y
            LIMIT 1 OFFSET $2
            """)
            .Bind(wish.Pool).Bind(limit - 1L).ExistsAsync());

    private async Task<KeyedRun> InsertAsync(RunStatus status, bool isQueued)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(await RunRows.NowAsync(session));
        var row = NewRow.Of(wish, status, isQueued, now);
        var key = await RunRows.InsertAsync(session, row, status.HasEnded() ? now : null, token);
        await JournalRows.InsertAsync(session, key, row.Owner ?? 0, row.Epoch, wish.Entries);
        await Schedule.PlaceAsync(session, key, row);
        await RememberAsync(key);
        return new(key, token, row);
    }

    private async Task TouchAsync()
    {
        if (wish.Thread is { } id)
        {
            await ThreadRows.TouchAsync(session, wish.Tenant, id, wish.Graph);
        }
    }

    private async Task RememberAsync(long run)
    {
        if (wish.IdempotencyKey is { } key)
        {
            await session.Prepare("INSERT INTO idempotency(tenant, key, run) VALUES($1, $2, $3)")
                .Bind(wish.Tenant).Bind(key).Bind(run).ExecuteAsync();
        }
    }

    private AcceptOutcome Refuse(AcceptStatus status, KeyedRun? other = null) =>
        session.Discard(new AcceptOutcome(status, null, null) { Other = other?.Row });
}
