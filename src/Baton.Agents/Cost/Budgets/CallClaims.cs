using Baton.Agents.Loop;
using Baton.Engine.Costs;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Agents.Cost.Budgets;

/// <summary>Which windows a call counts in.</summary>
internal static class CallClaims
{
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The claims of a call: none where nothing that it is part of is limited.</summary>
    public static List<BudgetClaim> Of(BudgetSettings settings, AgentVisit visit)
    {
        var run = visit.Context.Run;
        var claims = new List<BudgetClaim>();
        CallCost? estimate = null;
        Add("graph", run.GraphId, run.Tenant, Day, Find(settings.GraphDay, run.GraphId));

        // Who is nobody in particular shares nothing with others of that kind, unless that is what is limited by name.
        if (settings.UserDay.Count > 0)
        {
            var user = CostLabels.Of(run).User;
            Add("user", user ?? CostRow.Uncategorized, run.Tenant, Day, user is null ? settings.UserDay.GetValueOrDefault(CostRow.Uncategorized) : Find(settings.UserDay, user));
        }

        // A provider's limit is the installation's, whoever's run calls.
        Add("model", visit.Model.Name, "", Minute, Find(settings.ModelMinute, visit.Model.Name));
        return claims;

        void Add(string kind, string name, string tenant, TimeSpan period, RunBudget? limit)
        {
            if (limit is null) return;
            estimate ??= CallEstimate.Of(visit);
            claims.Add(new BudgetClaim($"{kind}/{Uri.EscapeDataString(tenant)}/{name}", period, limit, new Spending(estimate.Tokens, estimate.CostUsd ?? 0, 1)));
        }
    }

    /// <summary>What a claim's window is called.</summary>
    public static string Name(BudgetWindow window)
    {
        var parts = window.Scope.Split('/', 3);
        return $"{parts[0]} '{parts[2]}' and {(window.Period == Minute ? "minute" : "day")}";
    }

    private static RunBudget? Find(IReadOnlyDictionary<string, RunBudget> limits, string name) =>
        limits.TryGetValue(name, out var own) ? own : limits.GetValueOrDefault(BudgetSettings.Others);
}
