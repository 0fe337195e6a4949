using System.Collections.Concurrent;
using Baton.Engine.Hosting;

namespace Baton.Engine.Pools;

/// <summary>Bulkheads: how many runs of each pool this server executes at once. A full pool holds its own runs up and no others.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class PoolGate(EngineOptions options)
{
    private readonly ConcurrentDictionary<string, Pool> _pools = new(StringComparer.Ordinal);

    /// <summary>Takes a place, where there is one.</summary>
    public bool TryEnter(string pool) => Of(pool).TryEnter();

    /// <summary>Takes a place whether there is one or not: a claim counted the free places a moment ago.</summary>
    public void Enter(string pool) => Of(pool).Enter();

    /// <summary>Gives a place back.</summary>
    /// <returns>True where somebody found the pool full meanwhile: runs may be pending for the place.</returns>
    public bool Leave(string pool) => Of(pool).Leave();

    /// <summary>The free places of each pool that has any.</summary>
    public Dictionary<string, int> Free(IEnumerable<string> pools) =>
        pools.Select(name => (name, Free: Of(name).AskFree())).Where(pair => pair.Free > 0).ToDictionary(pair => pair.name, pair => pair.Free);

    private Pool Of(string name) =>
        _pools.GetOrAdd(name, static (name, options) => new Pool(options.Pools.GetValueOrDefault(name, options.PoolConcurrency)), options);

    private sealed class Pool(int limit)
    {
        private int _running;
        private volatile bool _isWanted;

        public int AskFree()
        {
            var free = limit - Volatile.Read(ref _running);
            if (free > 0) return free;

            // Marked before asking again: a place that is given back in between is either seen here or announced there.
            _isWanted = true;
            return Math.Max(0, limit - Volatile.Read(ref _running));
        }

        public bool TryEnter()
        {
            if (Interlocked.Increment(ref _running) <= limit) return true;
            _isWanted = true;
            Interlocked.Decrement(ref _running);
            return false;
        }

        public void Enter() => Interlocked.Increment(ref _running);

        public bool Leave()
        {
            Interlocked.Decrement(ref _running);
            if (!_isWanted) return false;
            _isWanted = false;
            return true;
        }
    }
}
