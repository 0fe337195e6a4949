namespace Baton.Engine.Stores;

/// <summary>What servers that share a store know of its pools, and how they divide the places of those that have a cap.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IPoolStore
{
    /// <summary>How many pending runs of a pool <see cref="ListAsync"/> looks at.</summary>
    const int LookedAt = 100_000;

    /// <summary>
    /// Asks for a server's share in a pool's cap, or gives some of it back. The shares of all servers never come to more than the cap;
    /// what a server holds is never taken from it. The share of a server that was declared dead or has left is free once its runs of the
    /// pool are handed on. Servers that name different caps each stay below their own.
    /// </summary>
    /// <param name="incarnation">The server. A dead one gets nothing.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="cap">The most runs of the pool that all servers together execute at once.</param>
    /// <param name="wish">How many places the server would have, those that it holds included: fewer gives places back.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>How many places the server has from now on: at most <paramref name="wish"/>.</returns>
    ValueTask<int> ShareAsync(long incarnation, string pool, int cap, int wish, CancellationToken cancellationToken);

    /// <summary>Every pool that has pending or running runs, or shares, by name.</summary>
    ValueTask<IReadOnlyList<PoolRow>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>A pool as the store sees it: over all servers and tenants.</summary>
/// <param name="Pool">Its name.</param>
public sealed record PoolRow(string Pool)
{
    /// <summary>
    /// How many runs are pending, those that are delayed included and those that wait for their turn on a thread not; no more than
    /// <see cref="IPoolStore.LookedAt"/> are counted.
    /// </summary>
    public int Pending { get; init; }

    /// <summary>How long the oldest run is pending that nothing holds back, of those that were counted; null where there is none.</summary>
    public TimeSpan? OldestAge { get; init; }

    /// <summary>How many runs servers own.</summary>
    public int Running { get; init; }

    /// <summary>How many places of the cap servers hold; 0 where nobody named a cap.</summary>
    public int Shared { get; init; }
}
