namespace Baton.Engine.Stores.InMemory;

internal sealed class InMemoryPools(InMemoryState state) : IPoolStore
{
    public ValueTask<int> ShareAsync(long incarnation, string pool, int cap, int wish, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            foreach (var dead in state.Shares.Keys.Where(share => !state.Leases.ContainsKey(share.Server)).ToList()) state.Shares.Remove(dead);
            if (!state.IsAlive(incarnation)) return ValueTask.FromResult(0);
            var others = state.Shares.Where(share => share.Key.Pool == pool && share.Key.Server != incarnation).Sum(share => share.Value);
            var share = RunRules.Share(cap, others, state.Shares.GetValueOrDefault((pool, incarnation)), wish);
            state.Shares[(pool, incarnation)] = share;
            return ValueTask.FromResult(share);
        }
    }

    public ValueTask<IReadOnlyList<PoolRow>> ListAsync(CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var running = state.ByKey.Values.Where(run => run.Row.Owner is not null).CountBy(run => run.Row.Pool).ToDictionary(StringComparer.Ordinal);
            var shares = state.Shares.Where(share => state.Leases.ContainsKey(share.Key.Server)).ToLookup(share => share.Key.Pool, share => share.Value);
            var names = state.Pending.Pools.Select(pool => pool.Key).Concat(running.Keys).Concat(shares.Select(share => share.Key));
            return ValueTask.FromResult<IReadOnlyList<PoolRow>>([.. names.Distinct().Order(StringComparer.Ordinal).Select(name => Row(name) with
            {
                Running = running.GetValueOrDefault(name),
                Shared = shares[name].Sum(),
            })]);
        }
    }

    private PoolRow Row(string name)
    {
        if (state.Pending.Find(name) is not { } pool) return new PoolRow(name);
        DateTimeOffset? oldest = pool.Free.Take(IPoolStore.LookedAt).Select(key => (DateTimeOffset?)state.ByKey[key].Row.UpdatedAt).Min();
        return new PoolRow(name) { Pending = Math.Min(pool.Count, IPoolStore.LookedAt), OldestAge = state.Now() - oldest };
    }
}
