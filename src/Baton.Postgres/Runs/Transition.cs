using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Postgres.Cases;
using Baton.Postgres.Connecting;
using Baton.Postgres.Messages;

namespace Baton.Postgres.Runs;

/// <summary>Parks or ends a run whose row, and whose thread's, the transaction holds.</summary>
internal sealed class Transition(Session session, KeyedRun run, KeyedThread? thread)
{
    /// <summary>Applies it.</summary>
    /// <returns>True where another run became pending by it.</returns>
    public async Task<bool> ApplyAsync(RunTransition transition)
    {
        var isOver = transition.Status.HasEnded();
        await UpdateAsync(transition, isOver);
        if (transition.IsFollowed)
        {
            await NoteRows.NoteAsync(session, run.Key);
        }

        if (transition.CountsCase && thread is not null)
        {
            await CaseRows.MarkAsync(session, thread.Row.Tenant, thread.Row.Id);
        }

        var promoted = thread is not null && await MoveThreadAsync(thread, transition, isOver);
        if (!isOver)
        {
            return false;
        }

        await InboxRows.ClearAsync(session, run.Key);
        await TicketRows.CloseAllAsync(session, run.Key);
        return (transition.ToParent is { } end && (await InboxRows.SendAndTellAsync(session, end)).Woke) || promoted;
    }

    private async Task UpdateAsync(RunTransition transition, bool isOver)
    {
        var wakeAfter = !isOver && transition.WakeAfter is { } after ? (long?)Math.Ceiling(after.TotalMilliseconds) : null;
        var wakeAt = await session.Prepare(
            """
            UPDATE run SET status = $2, owner = NULL, wake_at = clock() + $3, error_code = $4, is_hidden = is_hidden OR $5, updated_at = clock(),
              ended_at = CASE WHEN $6 THEN clock() END, has_inbox = has_inbox AND NOT $6
            WHERE key = $1 RETURNING wake_at
            """)
            .Bind(run.Key).Bind((long)transition.Status).Bind(wakeAfter).Bind(transition.ErrorCode).Bind(transition.RolledBack).Bind(isOver)
            .FirstAsync(row => row.TimeOrNull(0));
        await Schedule.PlaceAsync(session, run.Key, run.Row with { Status = transition.Status, WakeAt = wakeAt });
    }

    private async Task<bool> MoveThreadAsync(KeyedThread thread, RunTransition transition, bool isOver)
    {
        // A run that was cancelled while it stood in the queue is not the thread's active one and has no say in its state.
        var (tenant, id) = (thread.Row.Tenant, thread.Row.Id);
        var isActive = thread.Active == run.Key;
        var moves = isActive && (transition.Head is not null || transition.RolledBack);
        await ThreadRows.MoveHeadAsync(session, tenant, id, moves ? transition.Head : thread.Row.Head);
        if (!isActive || !isOver)
        {
            return false;
        }

        var next = await session.Prepare(
            $"SELECT {RunRows.Columns} FROM run r WHERE r.tenant = $1 AND r.thread = $2 AND r.is_queued ORDER BY r.key LIMIT 1 FOR UPDATE")
            .Bind(tenant).Bind(id).FirstAsync(RunRows.ReadKeyed);
        await session.Prepare("UPDATE thread SET active = $3, last_status = $4 WHERE tenant = $1 AND id = $2")
            .Bind(tenant).Bind(id).Bind(next?.Key)
            .Bind((long?)(transition.RolledBack ? thread.Row.LastStatus : transition.Status)).ExecuteAsync();
        if (next is null)
        {
            return false;
        }

        await session.Prepare("UPDATE run SET is_queued = false, updated_at = clock() WHERE key = $1").Bind(next.Key).ExecuteAsync();
        if (next.Row.Status == RunStatus.Pending)
        {
            await Schedule.MakeReadyAsync(session, next.Key, next.Row, next.Row.WakeAt);
        }

        return true;
    }
}
