namespace Baton.Engine.Stores.InMemory;

/// <summary>Pending runs that no thread holds back, by pool; the wake time still may.</summary>
internal sealed class PendingRuns
{
    private readonly Dictionary<string, PendingPool> _pools = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, PendingPool>> Pools => _pools;

    public PendingPool? Find(string pool) => _pools.GetValueOrDefault(pool);

    public bool Contains(StoredRun run) => Find(run.Row.Pool)?.Contains(run) is true;

    public void Add(StoredRun run)
    {
        if (!_pools.TryGetValue(run.Row.Pool, out var pool)) _pools[run.Row.Pool] = pool = new PendingPool();
        pool.Add(run);
    }

    public void Remove(StoredRun run)
    {
        if (Find(run.Row.Pool) is not { } pool) return;
        pool.Remove(run);
        if (pool.Count == 0) _pools.Remove(run.Row.Pool);
    }
}
