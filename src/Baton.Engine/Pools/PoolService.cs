using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Engine.Pools;

/// <summary>Puts together what this server and the store know of pools.</summary>
internal sealed class PoolService(EngineParts parts, PoolGate gate) : IPools
{
    public async ValueTask<IReadOnlyList<PoolStatus>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = (await parts.Store.Pools.ListAsync(cancellationToken)).ToDictionary(row => row.Pool, StringComparer.Ordinal);
        var names = parts.Graphs.Rows.Select(row => row.Pool).Concat(rows.Keys).Distinct().Order(StringComparer.Ordinal);
        return [.. names.Select(name => Status(name, rows.GetValueOrDefault(name) ?? new PoolRow(name)))];
    }

    private PoolStatus Status(string name, PoolRow row)
    {
        var (places, waits) = (gate.Of(name), gate.Of(name).Waits.Read());
        int? cap = parts.Options.PoolCaps.TryGetValue(name, out var most) ? most : null;
        return new PoolStatus(name)
        {
            IsServed = gate.Serves(name),
            Concurrency = places.Most,
            RunningHere = places.Taken,
            Cap = cap,
            Share = cap is null ? null : places.Limit,
            Shared = cap is null ? null : row.Shared,
            Running = row.Running,
            Pending = row.Pending,
            QueueLimit = parts.Options.QueueLimit,
            OldestAge = row.OldestAge,
            MedianWait = waits?.Median,
            LongestWait = waits?.Longest,
        };
    }
}
