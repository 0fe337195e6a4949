using System.Collections.Concurrent;
using Baton.Engine.Hosting;

namespace Baton.Agents.Loop;

/// <summary>
/// Bulkheads around agents: how many model and tool calls of each agent pool this server makes at once. Limits are those of the engine's
/// pools of the same names; a run that waits here stays in its own pool.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class AgentPools(EngineOptions options)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _pools = new(StringComparer.Ordinal);

    /// <summary>
    /// Makes a call when the pool has a place. The wait is outside of the call, so that it counts neither against its timeout nor as a try.
    /// </summary>
    public async ValueTask<T> RunAsync<T>(string pool, Func<ValueTask<T>> call, CancellationToken cancellation)
    {
        var places = _pools.GetOrAdd(
            pool, static (name, options) => new SemaphoreSlim(options.Pools.GetValueOrDefault(name, options.PoolConcurrency)), options);
        await places.WaitAsync(cancellation);
        try
        {
            return await call();
        }
        finally
        {
            places.Release();
        }
    }
}
