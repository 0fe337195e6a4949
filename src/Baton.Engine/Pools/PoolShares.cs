using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Pools;

/// <summary>
/// This server's part in pools with a cap: asks the store for places when a pool is found full, and gives back what stayed unused. One place
/// is kept, so that some server always finds the pool's pending runs.
/// </summary>
internal sealed partial class PoolShares(EngineParts parts, PoolGate gate, ILogger<PoolShares> log) : IEngineLoop
{
    /// <summary>How often a share is looked at when nothing calls for it, and how long a refusal holds.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The least time between two looks.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>How long places may stay unused before they are given back.</summary>
    private static readonly TimeSpan Unused = TimeSpan.FromSeconds(5);

    private readonly Signal _short = new();

    public async Task RunAsync(CancellationToken stopping)
    {
        List<PoolShare> shares = [.. parts.Options.PoolCaps.Where(cap => gate.Serves(cap.Key)).Select(cap => new PoolShare(cap.Key, cap.Value, gate.Of(cap.Key)))];
        if (shares.Count == 0) return;
        gate.Short = _short.Set;
        while (!stopping.IsCancellationRequested)
        {
            foreach (var share in shares) await TryAdjustAsync(share, stopping);
            await Task.Delay(Pause, parts.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _short.WaitAsync(Interval, parts.Time, stopping);
        }
    }

    private async ValueTask TryAdjustAsync(PoolShare share, CancellationToken stopping)
    {
        try
        {
            await AdjustAsync(share, stopping);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            // Whether the store has done it is unknown: it is asked again.
            share.Held = null;
            LogFailed(share.Pool, exception);
            await Task.Delay(Interval, parts.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException)
        {
            // The server stops, and leaves its shares by that.
        }
    }

    private async ValueTask AdjustAsync(PoolShare share, CancellationToken stopping)
    {
        // The term first: what an incarnation is granted that has ended meanwhile is void.
        var term = gate.Term;
        if (parts.Lease.Incarnation is not { } me) return;
        if (share.Term != term) (share.Term, share.Held) = (term, null);
        var target = parts.IsDraining ? 0 : Target(share);

        // The limit first, then what is taken: nobody takes a place that the store gives to another server meanwhile.
        if (target < share.Places.Limit) gate.Grant(share.Pool, target, term);
        var wish = Math.Max(target, share.Places.Taken);
        if (wish == share.Held) return;
        var granted = await parts.Store.Pools.ShareAsync(me, share.Pool, share.Cap, wish, stopping);
        share.Held = granted;
        if (granted < wish) share.RefusedAt = parts.Time.GetTimestamp();
        if (gate.Grant(share.Pool, Math.Min(granted, target), term)) parts.Look();
    }

    /// <summary>How many places there should be.</summary>
    private int Target(PoolShare share)
    {
        var (limit, most) = (share.Places.Limit, Math.Min(share.Places.Most, share.Cap));
        if (share.RefusedAt is { } refused)
        {
            if (parts.Time.GetElapsedTime(refused) < Interval) return limit;
            share.RefusedAt = null;
        }

        if (share.Places.WasShort()) return Math.Clamp((limit * 2) + 1, 1, most);
        if (parts.Time.GetElapsedTime(share.LookedAt) < Unused) return Math.Max(1, limit);
        share.LookedAt = parts.Time.GetTimestamp();
        return Math.Clamp(share.Places.Peak(), 1, Math.Max(1, limit));
    }

    [LoggerMessage(EventId = 140, Level = LogLevel.Warning, Message = "The store did not answer for the share in pool {Pool}; trying again.")]
    private partial void LogFailed(string pool, Exception exception);
}
