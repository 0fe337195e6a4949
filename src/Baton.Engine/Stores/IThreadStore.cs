using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Engine.Journal;
using Baton.Engine.Runs;

namespace Baton.Engine.Stores;

/// <summary>Threads: lasting conversations or cases of one graph.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IThreadStore
{
    /// <summary>Makes a thread.</summary>
    /// <returns>The thread, and whether it is new. One with the same id is returned as it is.</returns>
    ValueTask<(ThreadRow Thread, bool IsNew)> CreateAsync(ThreadRow thread, CancellationToken cancellationToken);

    /// <summary>The thread, or null.</summary>
    ValueTask<ThreadRow?> FindAsync(string tenant, string thread, CancellationToken cancellationToken);

    /// <summary>Threads that fit a filter.</summary>
    ValueTask<IReadOnlyList<ThreadRow>> QueryAsync(ThreadQuery query, CancellationToken cancellationToken);

    /// <summary>How many threads fit a filter; its limit and offset do not count.</summary>
    ValueTask<int> CountAsync(ThreadQuery query, CancellationToken cancellationToken);

    /// <summary>Merges metadata into a thread's.</summary>
    /// <returns>The thread as it is now, or null where there is none.</returns>
    ValueTask<ThreadRow?> UpdateAsync(string tenant, string thread, JsonElement metadata, CancellationToken cancellationToken);

    /// <summary>Removes a thread with its runs.</summary>
    /// <returns>False where there is none. A thread with an active run is not removed.</returns>
    /// <exception cref="Baton.Errors.BatonException">A run of it is pending or running.</exception>
    ValueTask<bool> DeleteAsync(string tenant, string thread, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a thread with its runs, where nothing has happened on it for at least <paramref name="idle"/> by the store's own clock, and no run of
    /// it is under way or waits; all of that is checked in the same commit. As with <see cref="IRunStore.PruneAsync"/>, its case is kept for its own time.
    /// </summary>
    /// <returns>False where there is none, or it is not so.</returns>
    ValueTask<bool> DeleteIdleAsync(string tenant, string thread, TimeSpan idle, CancellationToken cancellationToken);

    /// <summary>
    /// Threads of all tenants on which no run is under way and whose oldest run, edits apart, ended longer ago than <paramref name="olderThan"/>;
    /// by tenant and id (in the order of their bytes), after <paramref name="after"/> (null: from the first). At most <paramref name="limit"/>
    /// threads are looked at, whether they are such or not.
    /// </summary>
    ValueTask<AgedThreads> AgedAsync(TimeSpan olderThan, ThreadRow? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Threads of all tenants on which no run is under way and that are all that keeps a part of the store from going as a whole, all of
    /// whose runs ended longer ago than <paramref name="olderThan"/>; in the order and with the limit of <see cref="AgedAsync"/>. A store
    /// that frees what each run takes has none.
    /// </summary>
    ValueTask<AgedThreads> HoldingAsync(TimeSpan olderThan, ThreadRow? after, int limit, CancellationToken cancellationToken) =>
        new(new AgedThreads([], null));

    /// <summary>
    /// Removes old runs of a thread that lives on, oldest first. Does nothing where the thread stands elsewhere than <see cref="ThreadTrim.Head"/>
    /// or one of its runs has not ended; all of that is checked in the same commit. The run at which the thread stands never goes, and a run
    /// stays while its parent is not over.
    /// </summary>
    /// <returns>How many were removed.</returns>
    ValueTask<int> TrimAsync(ThreadTrim trim, CancellationToken cancellationToken);
}

/// <summary>What a look at some threads has found.</summary>
/// <param name="Threads">Those whose oldest run ended long ago, in their order.</param>
/// <param name="Last">The last one that was looked at, after which to go on; null where no more are left.</param>
public sealed record AgedThreads(IReadOnlyList<ThreadRow> Threads, ThreadRow? Last)
{
    /// <summary>Says what was found.</summary>
    /// <param name="seen">What was looked at, in its order.</param>
    /// <param name="limit">How many were to be looked at.</param>
    public static AgedThreads Of(IReadOnlyList<(ThreadRow Thread, bool IsAged)> seen, int limit) =>
        new([.. seen.Where(one => one.IsAged).Select(one => one.Thread)], seen.Count > 0 && seen.Count >= limit ? seen[^1].Thread : null);
}

/// <summary>Which runs of a thread go. Who asks has made sure that the thread's state rests on none of them.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Thread">The thread.</param>
/// <param name="Head">Where the thread must stand.</param>
/// <param name="Before">A run of the thread; only runs that were accepted before it go.</param>
/// <param name="Keep">Runs that stay all the same.</param>
/// <param name="Limit">How many go at most.</param>
public sealed record ThreadTrim(string Tenant, string Thread, CheckpointRef Head, Guid Before, IReadOnlyCollection<Guid> Keep, int Limit);

/// <summary>What the store knows of a thread.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Id">The caller's own id, or a UUID.</param>
public sealed record ThreadRow(string Tenant, string Id)
{
    /// <summary>The graph it belongs to, from its first run on; null before.</summary>
    public string? Graph { get; init; }

    /// <summary>Where its state stands; null before its first run has ended or waited.</summary>
    public CheckpointRef? Head { get; init; }

    /// <summary>The run that is pending, running, waiting or sleeping on it, or null.</summary>
    public Guid? ActiveRun { get; init; }

    /// <summary>The status of <see cref="ActiveRun"/>, or null.</summary>
    public RunStatus? ActiveStatus { get; init; }

    /// <summary>How its last ended run ended, or null.</summary>
    public RunStatus? LastStatus { get; init; }

    /// <summary>What the run API shows: a failed last run counts only while no other is under way.</summary>
    [JsonIgnore]
    public ThreadStatus Status => ActiveStatus switch
    {
        RunStatus.Waiting => ThreadStatus.Interrupted,
        not null => ThreadStatus.Busy,
        null => LastStatus is RunStatus.Error or RunStatus.Timeout ? ThreadStatus.Error : ThreadStatus.Idle,
    };

    /// <summary>The caller's metadata, a JSON object, or null.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A filter for threads. Null members do not filter.</summary>
/// <param name="Tenant">The tenant.</param>
public sealed record ThreadQuery(string Tenant)
{
    /// <summary>Threads with one of these ids.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Threads whose metadata has all these members with these values.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Idle, busy, interrupted or error, as the run API sees it.</summary>
    public ThreadStatus? Status { get; init; }

    /// <summary>Sorted by <c>created_at</c>, <c>updated_at</c> (the default) or <c>thread_id</c>.</summary>
    public string SortBy { get; init; } = "updated_at";

    /// <summary>Ascending instead of descending.</summary>
    public bool Ascending { get; init; }

    /// <summary>How many to skip.</summary>
    public int Offset { get; init; }

    /// <summary>How many to return at most.</summary>
    public int Limit { get; init; } = 10;
}

/// <summary>A thread's status as the run API shows it.</summary>
public enum ThreadStatus
{
    /// <summary>No run is under way.</summary>
    Idle,

    /// <summary>A run is pending, running or sleeping.</summary>
    Busy,

    /// <summary>Its run waits.</summary>
    Interrupted,

    /// <summary>Its last run failed.</summary>
    Error,
}
