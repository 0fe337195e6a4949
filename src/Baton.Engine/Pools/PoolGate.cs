using System.Collections.Concurrent;
using Baton.Engine.Hosting;

namespace Baton.Engine.Pools;

/// <summary>
/// Bulkheads: how many runs of each pool this server executes at once. A full pool holds its own runs up and no others. Of a pool that is not
/// served here there is no place; of one with a cap there are as many as the store has granted.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class PoolGate(EngineOptions options)
{
    private readonly ConcurrentDictionary<string, PoolPlaces> _pools = new(StringComparer.Ordinal);
    private readonly HashSet<string> _served = PoolNames.Split(options.ServedPools);
    private readonly Lock _granting = new();
    private int _term;

    /// <summary>Called when a pool with a cap was found full.</summary>
    public Action Short { get; set; } = static () => { };

    /// <summary>Which incarnation of this server grants belong to: another number, another one.</summary>
    public int Term => Volatile.Read(ref _term);

    /// <summary>True where this server executes runs of a pool.</summary>
    public bool Serves(string pool) => _served.Count == 0 || _served.Contains(pool);

    /// <summary>A pool's places.</summary>
    public PoolPlaces Of(string pool) => _pools.GetOrAdd(pool, static (name, gate) => gate.Make(name), this);

    /// <summary>Takes a place, where there is one.</summary>
    public bool TryEnter(string pool)
    {
        if (Of(pool).TryEnter()) return true;
        TellShort(pool);
        return false;
    }

    /// <summary>Takes a place whether there is one or not.</summary>
    public void Enter(string pool) => Of(pool).Enter();

    /// <summary>Gives places back.</summary>
    /// <returns>True where somebody found the pool full meanwhile: runs may be pending for them.</returns>
    public bool Leave(string pool, int places = 1) => Of(pool).Leave(places);

    /// <summary>Takes free places of each pool.</summary>
    /// <param name="pools">The pools.</param>
    /// <param name="most">How many of each at most.</param>
    /// <returns>How many were taken, of the pools that had any.</returns>
    public Dictionary<string, int> Take(IEnumerable<string> pools, int most)
    {
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pool in pools.Where(Serves))
        {
            if (Of(pool).Take(most) is > 0 and var places) taken[pool] = places;
            else TellShort(pool);
        }

        return taken;
    }

    /// <summary>Opens as many places of a pool with a cap as the store has granted.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="places">How many.</param>
    /// <param name="term">The term in which the store was asked; a grant of an earlier one is void.</param>
    /// <returns>True where there are more than before.</returns>
    public bool Grant(string pool, int places, int term)
    {
        lock (_granting)
        {
            if (term != _term) return false;
            var isMore = places > Of(pool).Limit;
            Of(pool).SetLimit(places);
            return isMore;
        }
    }

    /// <summary>This server was declared dead: nothing that it was granted holds any more.</summary>
    public void Close()
    {
        lock (_granting)
        {
            Volatile.Write(ref _term, _term + 1);
            foreach (var pool in options.PoolCaps.Keys) Of(pool).SetLimit(0);
        }
    }

    private void TellShort(string pool)
    {
        if (options.PoolCaps.Count > 0 && options.PoolCaps.ContainsKey(pool)) Short();
    }

    private PoolPlaces Make(string name) =>
        new(Serves(name) ? options.Pools.GetValueOrDefault(name, options.PoolConcurrency) : 0, options.PoolCaps.ContainsKey(name));
}
