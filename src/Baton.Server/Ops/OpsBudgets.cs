using Baton.Agents.Cost.Budgets;
using Baton.Engine.Stores;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Ops;

/// <summary>What may be spent in a time, and what has been.</summary>
internal static class OpsBudgets
{
    private const int MostNames = 100;
    private const string Others = "*";

    public static async Task<Ok<IReadOnlyList<OpsBudget>>> List(HttpContext context, IStore store, TimeProvider time)
    {
        // A server without agents has none.
        var limits = context.RequestServices.GetService<IBudgets>()?.List() ?? [];
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var budgets = new List<OpsBudget>();
        foreach (var group in limits.GroupBy(limit => limit.Of))
        {
            if (group.Key == BudgetOf.ModelMinute)
            {
                budgets.AddRange(group.Select(limit => OpsBudget.Of(limit, limit.Name, null)));
                continue;
            }

            var dimension = group.Key == BudgetOf.GraphDay ? CostDimension.Graph : CostDimension.User;
            var query = new CostQuery(Caller.Of(context).Tenant, today, today) { By = [dimension] };
            var spent = (await store.Costs.QueryAsync(query, context.RequestAborted)).ToDictionary(sum => sum.Keys[0], sum => sum.Amounts, StringComparer.OrdinalIgnoreCase);
            budgets.AddRange(Spent([.. group], spent));
        }

        return TypedResults.Ok<IReadOnlyList<OpsBudget>>(budgets);
    }

    /// <summary>Each limit with its own name, and the one of all others once for each that has spent something and has no limit of its own.</summary>
    private static IEnumerable<OpsBudget> Spent(IReadOnlyList<BudgetLimit> limits, Dictionary<string, CostAmounts> spent)
    {
        var named = limits.Where(limit => limit.Name != Others).Select(limit => OpsBudget.Of(limit, limit.Name, spent.GetValueOrDefault(limit.Name) ?? CostAmounts.None));
        if (limits.FirstOrDefault(limit => limit.Name == Others) is not { } others) return named;
        var own = limits.Select(limit => limit.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return named.Concat(spent.Where(pair => !own.Contains(pair.Key)).Take(MostNames).Select(pair => OpsBudget.Of(others, pair.Key, pair.Value)));
    }
}

/// <summary>A budget of a time, and what was spent of it. Null limits nothing.</summary>
/// <param name="Kind"><c>graph_day</c>, <c>user_day</c> or <c>model_minute</c>; days are UTC.</param>
/// <param name="Name">The graph, user or model.</param>
/// <param name="CostUsd">At most so many US dollars.</param>
/// <param name="Tokens">At most so many tokens.</param>
/// <param name="ModelCalls">At most so many calls.</param>
internal sealed record OpsBudget(string Kind, string Name, decimal? CostUsd, long? Tokens, int? ModelCalls)
{
    /// <summary>What today's calls have come to; null for a minute.</summary>
    public OpsCostAmounts? Spent { get; init; }

    public static OpsBudget Of(BudgetLimit limit, string name, CostAmounts? spent) =>
        new(OpsMessage.Word(limit.Of), name, limit.Limit.CostUsd, limit.Limit.Tokens, limit.Limit.ModelCalls) { Spent = spent is null ? null : OpsCosts.Amounts(spent) };
}
