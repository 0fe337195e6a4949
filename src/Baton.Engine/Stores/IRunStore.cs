using Baton.Engine.Journal;
using Baton.Engine.Runs;

namespace Baton.Engine.Stores;

/// <summary>Runs and their journals. Every member is atomic: all of it is committed, or nothing.</summary>
/// <remarks>
/// The store keeps its own clock: callers pass durations, the store adds them to its <c>now</c>. What a 2xx stands on is committed when
/// the returned task ends. Safe for concurrent use.
/// </remarks>
public interface IRunStore
{
    /// <summary>
    /// Accepts a run: inserts its row and first entries, applies the thread's rules (one run at a time, the multitask strategy, the
    /// graph's rule for waiting runs) and, where asked and possible, makes the accepting server its owner at once.
    /// </summary>
    ValueTask<AcceptOutcome> AcceptAsync(RunAcceptance acceptance, CancellationToken cancellationToken);

    /// <summary>
    /// Appends entries under the fence (server incarnation and epoch, checked in the same statement) and, with a transition, parks or ends
    /// the run: moves its thread's head, opens and closes tickets, promotes the thread's next run, tells the parent. Appends of one run
    /// are committed in the order of the calls; many runs' appends share a transaction.
    /// </summary>
    ValueTask<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken);

    /// <summary>Makes a server the owner of pending runs that nothing holds back: those whose turn it is in each pool, or one that is named.</summary>
    ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(RunClaim claim, CancellationToken cancellationToken);

    /// <summary>
    /// Brings runs back whose time has come, oldest time first. Where a claim comes with it they need not stand in line first: those that find
    /// a place in a pool in which nothing is pending are the claim's at once. The others become pending.
    /// </summary>
    /// <param name="limit">How many at most; 0 only looks when the next is due.</param>
    /// <param name="claim">The places that a server has for them; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were woken, those that were claimed, and how long until the next is due (null: none is).</returns>
    ValueTask<WakeOutcome> WakeDueAsync(int limit, RunClaim? claim, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a row into a run's inbox and wakes the run if it is parked. An answer names its ticket: the first wins, the same again (same
    /// key, or same value) is a no-op, another is refused, as is an unknown one. An ended run takes nothing. From an open ticket's deadline
    /// on, by the store's own clock, an answer to it is a conflict, also where the run has not been woken yet; a repetition of the answer
    /// that came in time stays a no-op.
    /// </summary>
    ValueTask<SendOutcome> SendAsync(InboxMessage message, CancellationToken cancellationToken);

    /// <summary>The rows of a run's inbox after number <paramref name="after"/>, oldest first.</summary>
    ValueTask<IReadOnlyList<InboxItem>> ReceiveAsync(Guid run, long after, CancellationToken cancellationToken);

    /// <summary>The row of a run, or null.</summary>
    ValueTask<RunRow?> FindAsync(string tenant, Guid run, CancellationToken cancellationToken);

    /// <summary>Rows that fit a filter.</summary>
    ValueTask<IReadOnlyList<RunRow>> QueryAsync(RunQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// How many runs fit a filter, by status; its limit, offset and <see cref="RunQuery.After"/> do not count. No more than
    /// <see cref="RunQuery.LookedAt"/> of a status are counted; a status without any is left out.
    /// </summary>
    ValueTask<IReadOnlyDictionary<RunStatus, int>> CountAsync(RunQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Entries of a run after <paramref name="after"/>, in order, at most <paramref name="limit"/>, as they were appended: a
    /// <see cref="JournalReader"/> makes plain ones of them.
    /// </summary>
    ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(Guid run, int after, int limit, CancellationToken cancellationToken);

    /// <summary>Tickets that fit a filter, oldest first.</summary>
    ValueTask<IReadOnlyList<TicketRow>> TicketsAsync(TicketQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Removes runs that ended longer ago than <paramref name="olderThan"/>. A run on no thread stays while its parent is kept, which may be
    /// forked and then asks what its children have done; one on a thread while its parent is not over. A thread's runs rest on
    /// one another: they go together, with the thread, once nothing has happened on it for that long. No run is begun to be removed after
    /// <paramref name="limit"/>, but a thread goes as a whole.
    /// </summary>
    /// <param name="olderThan">How long ago.</param>
    /// <param name="limit">How many.</param>
    /// <param name="reduction">What is kept of a run on no thread; null for nothing. Of a thread nothing is kept.</param>
    /// <param name="cancellationToken">Stops between two commits.</param>
    /// <returns>How many were removed.</returns>
    ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, RunReduction? reduction, CancellationToken cancellationToken);

    /// <summary>Removes one ended run (or hides it, where its thread's state rests on it).</summary>
    /// <returns>False where there is no such run or it has not ended.</returns>
    ValueTask<bool> DeleteAsync(string tenant, Guid run, CancellationToken cancellationToken);
}
