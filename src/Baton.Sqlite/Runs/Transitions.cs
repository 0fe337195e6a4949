using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Sqlite.Cases;
using Baton.Sqlite.Messages;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Runs;

/// <summary>Parks and ends runs.</summary>
internal static class Transitions
{
    /// <summary>Applies a transition of a run that the caller has fenced.</summary>
    /// <returns>True where another run became pending by it.</returns>
    public static bool Apply(WriteSession session, Place place, RunTransition transition)
    {
        var isOver = transition.Status.HasEnded();
        var now = session.Now;
        session.Prepare(
            """
            UPDATE run SET status = ?2, owner = NULL, wake_at = ?3, error_code = ?4, is_hidden = is_hidden | ?5, updated_at = ?6, ended_at = ?7
            WHERE key = ?1
            """)
            .Bind(1, place.Run).Bind(2, (long)transition.Status)
            .Bind(3, !isOver && transition.WakeAfter is { } after ? now + (long)Math.Ceiling(after.TotalMilliseconds) : null)
            .Bind(4, transition.ErrorCode).Bind(5, transition.RolledBack).Bind(6, now).Bind(7, isOver ? now : null).Execute();
        if (transition.IsFollowed)
        {
            NoteRows.Note(session, place.Run, session.TailOf(place.Run));
        }

        if (transition.CountsCase && place.Thread is { } thread)
        {
            CaseRows.Mark(session, place.Tenant, thread);
        }

        session.ForgetTail(place.Run);
        var promoted = place.Thread is not null && MoveThread(session, place, transition, isOver);
        if (!isOver)
        {
            return false;
        }

        InboxRows.Clear(session, place.Run);
        TicketRows.CloseAll(session, place.Run);
        return (transition.ToParent is { } end && InboxRows.SendAndTell(session, end).Woke) || promoted;
    }

    private static bool MoveThread(WriteSession session, Place place, RunTransition transition, bool isOver)
    {
        var thread = ThreadRows.FindKeyed(session.Connection, place.Tenant, place.Thread!);
        if (thread is null)
        {
            return false;
        }

        // A run that was cancelled while it stood in the queue is not the thread's active one and has no say in its state.
        var isActive = thread.Active == place.Run;
        var moves = isActive && (transition.Head is not null || transition.RolledBack);
        ThreadRows.MoveHead(session, place.Tenant, place.Thread!, moves ? transition.Head : thread.Row.Head);
        if (!isActive || !isOver)
        {
            return false;
        }

        var next = session.Prepare(
            "SELECT key FROM run WHERE tenant = ?1 AND thread = ?2 AND is_queued = 1 ORDER BY key LIMIT 1")
            .Bind(1, place.Tenant).Bind(2, place.Thread).First(row => (long?)row.Long(0));
        session.Prepare("UPDATE thread SET active = ?3, last_status = ?4 WHERE tenant = ?1 AND id = ?2")
            .Bind(1, place.Tenant).Bind(2, place.Thread).Bind(3, next)
            .Bind(4, (long?)(transition.RolledBack ? thread.Row.LastStatus : transition.Status)).Execute();
        if (next is { } run)
        {
            session.Prepare("UPDATE run SET is_queued = 0, updated_at = ?2 WHERE key = ?1").Bind(1, run).Bind(2, session.Now).Execute();
        }

        return next is not null;
    }
}
