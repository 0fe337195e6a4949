using Baton.Engine.Stores.Messages;

namespace Baton.Engine.Stores;

/// <summary>
/// The message log: an index over what journals hold, newest first, found by words and by where a message stands. It has nothing that could not
/// be made again of the journals, apart from what was erased. A message goes with its run at the latest.
/// </summary>
/// <remarks>
/// A run whose append says so (<see cref="RunTransition.IsFollowed"/>) is noted in the append's own commit; whoever indexes takes the note away
/// together with writing the run's messages. So no crash loses a message, and a message that is written again is there once. Safe for concurrent use.
/// </remarks>
public interface IMessageStore
{
    /// <summary>Makes a server the one that indexes, or lets it go on, for some time by the store's clock.</summary>
    /// <returns>False where another one does that has neither been declared dead nor left.</returns>
    ValueTask<bool> HoldAsync(long server, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Runs that were noted, those accepted last first.</summary>
    ValueTask<IReadOnlyList<FollowedRun>> NotedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Runs that a server has executed for at least <paramref name="since"/>, oldest first: they have messages before they are noted.</summary>
    ValueTask<IReadOnlyList<FollowedRun>> UnderWayAsync(TimeSpan since, int limit, CancellationToken cancellationToken);

    /// <summary>How much is noted and not indexed yet.</summary>
    ValueTask<MessageBacklog> BacklogAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes messages of some runs and takes their notes away, in one commit. What is there already, was erased, or belongs to a run that is gone
    /// is left out.
    /// </summary>
    /// <returns>How many messages were new; null where another server indexes by now: nothing was written.</returns>
    ValueTask<int?> WriteAsync(long server, IReadOnlyList<RunMessages> runs, CancellationToken cancellationToken);

    /// <summary>Messages that fit, newest first.</summary>
    ValueTask<IReadOnlyList<FoundMessage>> FindAsync(MessageQuery query, CancellationToken cancellationToken);

    /// <summary>Removes messages older than an age, the oldest first.</summary>
    /// <returns>How many were removed.</returns>
    ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes messages that have a term (<see cref="MessageTerms"/>). With an erasure, what was said until now and has the term is never
    /// written again, whatever is rebuilt.
    /// </summary>
    /// <returns>How many were removed; less than <paramref name="limit"/> where no more are left.</returns>
    ValueTask<int> RemoveAsync(long term, string? erasedBy, int limit, CancellationToken cancellationToken);

    /// <summary>Notes a tenant's runs that were accepted before a run (null: all), the last ones first, so that they are indexed again.</summary>
    /// <returns>How many were noted, and the last of them: where to go on; null at the end.</returns>
    ValueTask<(int Count, Guid? Last)> NoteAsync(string tenant, Guid? before, int limit, CancellationToken cancellationToken);
}
