using System.Collections.Concurrent;
using Baton.Chaos.Servers;

namespace Baton.Chaos.Faults;

/// <summary>Chooses faults by the seed, one every so often, for a while. Several may be under way at once.</summary>
internal sealed class FaultSchedule(IReadOnlyList<IFault> faults, ServerFleet fleet, int seed)
{
    private readonly ConcurrentDictionary<string, int> _injected = new(StringComparer.Ordinal);
    private readonly Random _random = new(seed);

    /// <summary>How often each fault was done.</summary>
    public IReadOnlyDictionary<string, int> Injected => _injected;

    /// <summary>Does faults for <paramref name="time"/>, and ends when everything is good again.</summary>
    public async Task RunAsync(TimeSpan time, TimeSpan longestPause, CancellationToken cancellationToken)
    {
        if (faults.Count == 0) return;
        using var over = new CancellationTokenSource(time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        var underWay = new List<Task>();
        while (!either.IsCancellationRequested)
        {
            var pause = longestPause * (0.2 + (0.8 * _random.NextDouble()));
            await Task.Delay(pause, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (either.IsCancellationRequested) break;

            // A random sequence of its own for each fault: they end in whatever order they like.
            underWay.Add(InjectAsync(faults[_random.Next(faults.Count)], new Random(_random.Next()), cancellationToken));
        }

        await Task.WhenAll(underWay);
    }

    private async Task InjectAsync(IFault fault, Random random, CancellationToken cancellationToken)
    {
        if (await fault.InjectAsync(fleet, random, cancellationToken)) _injected.AddOrUpdate(fault.Name, 1, (_, count) => count + 1);
    }
}
