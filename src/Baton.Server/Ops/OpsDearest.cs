using System.ComponentModel.DataAnnotations;
using Baton.Engine.Stores;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>Runs by what their calls cost: whatever an agent had to do with, and the dearest first.</summary>
internal static class OpsDearest
{
    private const int MostRows = 500;
    private const int MostDays = 366;
    private const double MostUsd = 1_000_000;

    /// <summary>Runs that called models in a period, the dearest first. Runs whose calls were added to a day's sums are not told apart any more.</summary>
    public static async Task<Ok<OpsDearestRuns>> List(
        HttpContext context, IStore store, TimeProvider time, string? agent = null, string? graph = null, string? model = null, string? user = null,
        [Range(0, MostUsd)] double min_cost_usd = 0, [Range(1, MostDays)] int days = 30, [Range(1, MostRows)] int limit = 100)
    {
        var (tenant, today) = (Caller.Of(context).Tenant, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        var query = new CostQuery(tenant, today.AddDays(1 - days), today)
        {
            By = [CostDimension.Run],
            Where = OpsCosts.Where((CostDimension.Agent, agent), (CostDimension.Graph, graph), (CostDimension.Model, model), (CostDimension.User, user)),
            Limit = limit + 1,
        };
        var sums = await store.Costs.QueryAsync(query, context.RequestAborted);
        var runs = new List<OpsDearRun>();
        foreach (var sum in sums.Take(limit).TakeWhile(sum => (double)sum.Amounts.CostUsd >= min_cost_usd))
        {
            if (!Guid.TryParse(sum.Keys[0], out var id)) continue;
            if (await store.Runs.FindAsync(tenant, id, context.RequestAborted) is { Hidden: false } row) runs.Add(new OpsDearRun(OpsRun.Of(row), OpsCosts.Amounts(sum.Amounts)));
        }

        return TypedResults.Ok(new OpsDearestRuns(runs, sums.Count > limit));
    }
}

/// <summary>The dearest runs.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="More">True where there are more than were looked at.</param>
internal sealed record OpsDearestRuns(IReadOnlyList<OpsDearRun> Runs, bool More);

/// <summary>A run and what its calls cost.</summary>
/// <param name="Run">The run.</param>
/// <param name="Amounts">How much, of the calls that were asked for.</param>
internal sealed record OpsDearRun(OpsRun Run, OpsCostAmounts Amounts);
