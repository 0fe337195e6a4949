using System.Text.Json;
using Baton.Engine.Journal;

namespace Baton.Engine.Stores;

/// <summary>
/// What is kept of a run that is removed because of its age: a JSON object, which the store writes in the same commit as a record under the run's
/// id in <see cref="RecordCollections.Results"/>; null keeps nothing. May be called again where a commit is tried again.
/// </summary>
/// <param name="run">The run's row.</param>
/// <param name="journal">Its entries as they are stored.</param>
public delegate JsonElement? RunReduction(RunRow run, IReadOnlyList<JournalEntry> journal);

/// <summary>Shorter ways to say what a store of runs is to do.</summary>
public static class RunStoreExtensions
{
    /// <summary>Removes old runs and keeps nothing of them: see <see cref="IRunStore.PruneAsync"/>.</summary>
    /// <param name="runs">The store.</param>
    /// <param name="olderThan">How long ago they must have ended.</param>
    /// <param name="limit">No run is begun to be removed after so many.</param>
    /// <param name="cancellationToken">Stops between two commits.</param>
    /// <returns>How many were removed.</returns>
    public static ValueTask<int> PruneAsync(this IRunStore runs, TimeSpan olderThan, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return runs.PruneAsync(olderThan, limit, null, cancellationToken);
    }
}
