namespace Baton.Engine.Pools;

/// <summary>What goes on in pools, for people who look after them.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IPools
{
    /// <summary>All pools that graphs of this server have or the store knows, by name.</summary>
    ValueTask<IReadOnlyList<PoolStatus>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>A pool: what this server does in it, and what the store has of it over all servers and tenants.</summary>
/// <param name="Pool">Its name.</param>
public sealed record PoolStatus(string Pool)
{
    /// <summary>True where this server executes its runs.</summary>
    public bool IsServed { get; init; }

    /// <summary>The most runs that this server executes at once.</summary>
    public int Concurrency { get; init; }

    /// <summary>How many this server executes.</summary>
    public int RunningHere { get; init; }

    /// <summary>The most runs that all servers execute at once, or null.</summary>
    public int? Cap { get; init; }

    /// <summary>This server's share in the cap; null where there is none.</summary>
    public int? Share { get; init; }

    /// <summary>What all servers hold of the cap; null where there is none.</summary>
    public int? Shared { get; init; }

    /// <summary>How many runs all servers execute.</summary>
    public int Running { get; init; }

    /// <summary>How many runs are pending; at 100,000 there may be more.</summary>
    public int Pending { get; init; }

    /// <summary>The most runs that may be pending.</summary>
    public int QueueLimit { get; init; }

    /// <summary>How long the oldest run is pending that nothing but places holds back, or null.</summary>
    public TimeSpan? OldestAge { get; init; }

    /// <summary>How long the last 256 runs that were claimed here had been pending: the median; null where there is none.</summary>
    public TimeSpan? MedianWait { get; init; }

    /// <summary>The longest of these waits.</summary>
    public TimeSpan? LongestWait { get; init; }
}
