using Baton.Engine.Stores;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Runs;

/// <summary>The pending runs of a pool in the order in which they are claimed. It seeks from flow to flow and passes over no run.</summary>
internal sealed class PendingTurns(WriteSession session, string pool)
{
    private const string Pending = "FROM run WHERE pool = ?1 AND status = 0 AND is_queued = 0 AND wake_at";

    /// <summary>Each flow in turn, then those whose delay is over.</summary>
    public List<PendingRun> Next(int count, RunFlow? after)
    {
        var flows = Flows(count, after);

        // Each of the others gives at least one.
        var runs = InTurn([.. flows.Select(flow => Oldest(flow, count - flows.Count + 1))]).Take(count).ToList();
        if (runs.Count < count) runs.AddRange(Due(count - runs.Count));
        return runs;
    }

    private static IEnumerable<PendingRun> InTurn(List<List<PendingRun>> flows) =>
        Enumerable.Range(0, flows.Count == 0 ? 0 : flows.Max(flow => flow.Count)).SelectMany(round => flows.Where(flow => flow.Count > round).Select(flow => flow[round]));

    /// <summary>The next flows, no more than there are places.</summary>
    private List<RunFlow> Flows(int count, RunFlow? after)
    {
        var flows = new List<RunFlow>();
        var next = After(after) ?? After(null);
        while (next is { } flow && flows.Count < count && !flows.Contains(flow))
        {
            flows.Add(flow);
            next = After(flow) ?? After(null);
        }

        return flows;
    }

    // Two seeks: of a comparison of pairs SQLite seeks only the first half, and passes over all runs of the tenant.
    private RunFlow? After(RunFlow? flow) => NextGraph(flow?.Tenant ?? "", flow?.Graph ?? "") ?? NextTenant(flow?.Tenant ?? "");

    private RunFlow? NextGraph(string tenant, string graph) =>
        session.Prepare($"SELECT tenant, graph {Pending} IS NULL AND tenant = ?2 AND graph > ?3 ORDER BY graph LIMIT 1")
            .Bind(1, pool).Bind(2, tenant).Bind(3, graph).First(ReadFlow);

    private RunFlow? NextTenant(string tenant) =>
        session.Prepare($"SELECT tenant, graph {Pending} IS NULL AND tenant > ?2 ORDER BY tenant, graph LIMIT 1").Bind(1, pool).Bind(2, tenant).First(ReadFlow);

    private static RunFlow? ReadFlow(Native.Statement row) => new RunFlow(row.Text(0), row.Text(1));

    private List<PendingRun> Oldest(RunFlow flow, int count) =>
        session.Prepare($"SELECT key, updated_at {Pending} IS NULL AND tenant = ?2 AND graph = ?3 ORDER BY key LIMIT ?4")
            .Bind(1, pool).Bind(2, flow.Tenant).Bind(3, flow.Graph).Bind(4, count).All(PendingRun.Read);

    private List<PendingRun> Due(int count) =>
        session.Prepare($"SELECT key, max(updated_at, wake_at) {Pending} <= ?2 ORDER BY wake_at, key LIMIT ?3")
            .Bind(1, pool).Bind(2, session.Now).Bind(3, count).All(PendingRun.Read);
}
