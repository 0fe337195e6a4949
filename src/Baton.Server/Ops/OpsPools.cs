using Baton.Engine.Pools;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>What goes on in pools.</summary>
internal static class OpsPools
{
    public static async Task<Ok<IReadOnlyList<OpsPool>>> List(HttpContext context, IPools pools) =>
        TypedResults.Ok<IReadOnlyList<OpsPool>>([.. (await pools.ListAsync(context.RequestAborted)).Select(Pool)]);

    private static OpsPool Pool(PoolStatus pool) => new(pool.Pool, pool.IsServed, pool.Concurrency, pool.RunningHere, pool.Running, pool.Pending, pool.QueueLimit)
    {
        Cap = pool.Cap,
        Share = pool.Share,
        Shared = pool.Shared,
        OldestAgeS = pool.OldestAge?.TotalSeconds,
        WaitP50S = pool.MedianWait?.TotalSeconds,
        WaitMaxS = pool.LongestWait?.TotalSeconds,
    };
}

/// <summary>A pool, over all tenants.</summary>
/// <param name="Pool">Its name.</param>
/// <param name="Served">True where this server executes its runs.</param>
/// <param name="Concurrency">The most runs that this server executes at once.</param>
/// <param name="RunningHere">How many this server executes.</param>
/// <param name="Running">How many all servers execute.</param>
/// <param name="Pending">How many are pending; at 100,000 there may be more.</param>
/// <param name="QueueLimit">The most that may be pending: one more is a 429.</param>
internal sealed record OpsPool(string Pool, bool Served, int Concurrency, int RunningHere, int Running, int Pending, int QueueLimit)
{
    /// <summary>The most runs that all servers execute at once, or null.</summary>
    public int? Cap { get; init; }

    /// <summary>This server's share in the cap, or null.</summary>
    public int? Share { get; init; }

    /// <summary>What all servers hold of the cap, or null.</summary>
    public int? Shared { get; init; }

    /// <summary>For how many seconds the oldest run is pending that nothing but places holds back, or null.</summary>
    public double? OldestAgeS { get; init; }

    /// <summary>How many seconds the last 256 runs that this server claimed had been pending: the median, or null.</summary>
    public double? WaitP50S { get; init; }

    /// <summary>The longest of these waits, or null.</summary>
    public double? WaitMaxS { get; init; }
}
