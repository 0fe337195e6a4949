using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Server.Alerts;

/// <summary>Measures what rules ask for: from the store, and from what all servers have seen.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class AlertReadings(IStore store, TimeProvider time)
{
    private const int MostCases = 10_000;
    private const int MostRuns = 10_000;
    private const int Page = 1_000;

    /// <param name="rule">The rule.</param>
    /// <param name="samples">What servers have seen, those that are gone included.</param>
    /// <param name="alive">A server that said something since then is there.</param>
    /// <param name="cancellationToken">Stops measuring.</param>
    public async ValueTask<AlertReading> ReadAsync(AlertRule rule, IReadOnlyList<SampleRecord> samples, DateTimeOffset alive, CancellationToken cancellationToken)
    {
        try
        {
            return rule.Kind switch
            {
                AlertKind.ErrorRate => ErrorRate(Merged(rule, samples)),
                AlertKind.AgentLatency => Percentile(Merged(rule, samples), 0.95),
                AlertKind.QueueAge => await QueueAgeAsync(rule, cancellationToken),
                AlertKind.EscalationRate => await EscalationsAsync(rule, cancellationToken),
                AlertKind.Spend => await SpendAsync(rule, cancellationToken),
                AlertKind.StuckRuns => await StuckAsync(rule, cancellationToken),
                _ => OpenCircuits(samples.Where(server => server.At >= alive)),
            };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new AlertReading(null, 0) { Problem = $"It could not be measured: {exception.GetType().Name}." };
        }
    }

    /// <summary>The value at or below which a share of what was seen lies.</summary>
    public static AlertReading Percentile(IReadOnlyDictionary<int, long> counts, double share)
    {
        var all = counts.Values.Sum();
        if (all == 0) return new AlertReading(null, 0);
        var left = (long)Math.Ceiling(all * share);
        foreach (var (bucket, count) in counts.OrderBy(bucket => bucket.Key))
        {
            left -= count;
            if (left <= 0) return new AlertReading(SampleSlots.SecondsOf(bucket), all);
        }

        return new AlertReading(null, all);
    }

    private Dictionary<int, long> Merged(AlertRule rule, IEnumerable<SampleRecord> samples)
    {
        var since = (time.GetUtcNow() - rule.Window).ToUnixTimeMilliseconds();
        var counts = new Dictionary<int, long>();
        foreach (var slots in samples.Select(server => server.Series.GetValueOrDefault(rule.Name)).OfType<Dictionary<long, Dictionary<int, long>>>())
        {
            foreach (var (bucket, count) in slots.Where(slot => slot.Key >= since).SelectMany(slot => slot.Value)) counts[bucket] = counts.GetValueOrDefault(bucket) + count;
        }

        return counts;
    }

    private static AlertReading ErrorRate(Dictionary<int, long> counts)
    {
        var all = counts.Values.Sum();
        return all == 0 ? new AlertReading(null, 0) : new AlertReading((double)counts.GetValueOrDefault(ServerSamples.Failed) / all, all);
    }

    private static AlertReading OpenCircuits(IEnumerable<SampleRecord> servers)
    {
        var open = servers.SelectMany(server => server.Open).Distinct(StringComparer.Ordinal).Count();
        return new AlertReading(open, Math.Max(1, open));
    }

    private async ValueTask<AlertReading> QueueAgeAsync(AlertRule rule, CancellationToken cancellationToken)
    {
        var pools = (await store.Pools.ListAsync(cancellationToken)).Where(pool => (rule.Pool ?? pool.Pool) == pool.Pool).ToList();
        return new AlertReading(pools.Max(pool => pool.OldestAge?.TotalSeconds) ?? 0, pools.Sum(pool => (long)pool.Pending));
    }

    private async ValueTask<AlertReading> SpendAsync(AlertRule rule, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var where = new Dictionary<CostDimension, string>();
        if (rule.Graph is { } graph) where[CostDimension.Graph] = graph;
        if (rule.Agent is { } agent) where[CostDimension.Agent] = agent;
        var sums = await store.Costs.QueryAsync(new CostQuery(rule.Tenant, today.AddDays(1 - (int)rule.Window.TotalDays), today) { Where = where }, cancellationToken);
        return new AlertReading((double)sums.Sum(sum => sum.Amounts.CostUsd), sums.Sum(sum => sum.Amounts.Calls));
    }

    private async ValueTask<AlertReading> StuckAsync(AlertRule rule, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - rule.Window;
        var query = new RunQuery(rule.Tenant) { Graph = rule.Graph, Pool = rule.Pool, Until = before, OldestFirst = true, Limit = Page };

        // Apart, so that long timers hide no run that works. One that sleeps is stuck where its time has come and nobody woke it; one that waits for
        // its turn waits for another one.
        var (working, hasMoreWorking) = await CountAsync(query with { Statuses = [RunStatus.Pending, RunStatus.Running] }, run => run.UpdatedAt < before, cancellationToken);
        var (sleeping, hasMoreSleeping) = await CountAsync(query with { Statuses = [RunStatus.Sleeping] }, run => run.WakeAt < before, cancellationToken);
        var stuck = working + sleeping;
        var isUnknown = (hasMoreWorking || hasMoreSleeping) && stuck <= rule.Above;
        return new AlertReading(stuck, Math.Max(1, stuck))
        {
            Problem = isUnknown ? $"There are more than {MostRuns} old runs; only the oldest were looked at. Narrow the rule to a Graph or Pool." : null,
        };
    }

    /// <summary>How many of the oldest runs are stuck, and whether there are more than were looked at.</summary>
    private async ValueTask<(int Stuck, bool HasMore)> CountAsync(RunQuery query, Func<RunRow, bool> isStuck, CancellationToken cancellationToken)
    {
        var stuck = 0;
        for (var seen = 0; seen < MostRuns; seen += Page)
        {
            var runs = await store.Runs.QueryAsync(query, cancellationToken);
            stuck += runs.Count(run => !run.Queued && isStuck(run));
            if (runs.Count < Page) return (stuck, false);
            query = query with { After = runs[^1].Id };
        }

        return (stuck, (await store.Runs.QueryAsync(query with { Limit = 1 }, cancellationToken)).Count > 0);
    }

    private async ValueTask<AlertReading> EscalationsAsync(AlertRule rule, CancellationToken cancellationToken)
    {
        var query = new CaseQuery(rule.Tenant) { Graph = rule.Graph, Agent = rule.Agent, Since = time.GetUtcNow() - rule.Window, Limit = Page };
        var (all, escalated) = (0, 0);
        while (all < MostCases)
        {
            var cases = await store.Cases.QueryAsync(query, cancellationToken);
            all += cases.Count;
            escalated += cases.Count(row => row.EscalatedAt is not null);
            if (cases.Count < Page) break;
            query = query with { After = CaseCursor.Of(cases[^1]) };
        }

        return new AlertReading(all == 0 ? null : (double)escalated / all, all);
    }
}
