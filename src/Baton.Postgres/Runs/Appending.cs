using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Postgres.Cases;
using Baton.Postgres.Connecting;
using Baton.Postgres.Costs;
using Baton.Postgres.Outbox;
using Baton.Postgres.Records;

namespace Baton.Postgres.Runs;

/// <summary>Appends to one run's journal, under the lock of its row: what the batched statements leave over.</summary>
internal static class Appending
{
    private static readonly AppendOutcome Fenced = new(AppendStatus.Fenced, false);
    private static readonly AppendOutcome Committed = new(AppendStatus.Committed, false);

    /// <summary>1. the locks, 2. the fence, 3. what may refuse, 4. everything that is written, 5. the transition.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="append">What is appended.</param>
    /// <param name="mayBeWritten">True where a try was made whose reply was lost.</param>
    public static async Task<AppendOutcome> AppendAsync(Session session, JournalAppend append, bool mayBeWritten)
    {
        // 1. the locks: the thread's before the run's
        var (lease, transition) = (append.Lease, append.Transition);
        var thread = transition is null ? null : await LockThreadAsync(session, lease.Key);
        var run = await RunRows.LockAsync(session, lease.Key);

        // 2. the fence
        if (mayBeWritten && append.Entries.Count > 0 && await JournalRows.HasAsync(session, lease, append.Entries[^1].Seq))
        {
            return Committed;
        }

        if (run is null || run.Row.Owner != lease.Owner || run.Row.Epoch != lease.Epoch
            || (append.Entries.Count > 0 && append.Entries[0].Seq != run.Row.Seq + 1))
        {
            return session.Discard(Fenced);
        }

        // 3. what may refuse
        if (transition is not null && MustHaveSeenInbox(transition.Status)
            && await InboxRows.HasNewerThanAsync(session, lease.Key, transition.SeenInbox))
        {
            return session.Discard(new AppendOutcome(AppendStatus.InboxNotSeen, false));
        }

        if (append.Records.Count > 0 && !await RecordRows.TryApplyAsync(session, run.Row.Tenant, append.Records))
        {
            return session.Discard(new AppendOutcome(AppendStatus.RecordConflict, false));
        }

        // 4. everything that is written
        await WriteAsync(session, append);

        // 5. the transition
        return transition is null ? Committed : new(AppendStatus.Committed, await new Transition(session, run, thread).ApplyAsync(transition));
    }

    /// <summary>Handing a run on loses nothing, and a cancel that was taken goes before whatever came after it.</summary>
    private static bool MustHaveSeenInbox(RunStatus status) => status is not (RunStatus.Pending or RunStatus.Cancelled);

    /// <summary>A run's thread never changes, so it can be asked for before the run is locked.</summary>
    private static async Task<KeyedThread?> LockThreadAsync(Session session, long run)
    {
        var place = await session.Prepare("SELECT tenant, thread FROM run WHERE key = $1 AND thread IS NOT NULL").Bind(run)
            .FirstAsync(row => ((string Tenant, string Thread)?)(row.Text(0), row.Text(1)));
        return place is { } found ? await ThreadRows.LockAsync(session, found.Tenant, found.Thread) : null;
    }

    private static async Task WriteAsync(Session session, JournalAppend append)
    {
        var lease = append.Lease;
        if (append.Entries.Count > 0)
        {
            await JournalRows.InsertAsync(session, lease.Key, lease.Owner, lease.Epoch, append.Entries);
            await session.Prepare("UPDATE run SET seq = $2 WHERE key = $1").Bind(lease.Key).Bind(append.Entries[^1].Seq).ExecuteAsync();
        }

        foreach (var message in append.Outbox)
        {
            await PostgresOutbox.AddAsync(session, message);
        }

        await CostRows.InsertAsync(session, append.Costs);
        await CaseRows.ApplyAsync(session, lease.Key, append.Cases);
        foreach (var ticket in append.Open)
        {
            await TicketRows.OpenAsync(session, lease.Key, ticket);
        }

        foreach (var ticket in append.Close)
        {
            await TicketRows.CloseAsync(session, lease.Key, ticket);
        }

        if (append.InboxTaken is { } taken)
        {
            await InboxRows.TakeAsync(session, lease.Key, taken);
        }
    }
}
