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
    public static List<BudgetClaim> Of(BudgetSettings settings, CallWish wish)
    {
        var place = wish.Place;
        var claims = new List<BudgetClaim>();
        CallCost? estimate = null;

        // Who is nobody in particular shares nothing with others of that kind, unless that is what is limited by name.
        Add("graph", place.Graph, place.Tenant, Day, Known(settings.GraphDay, place.Graph));
        Add("user", wish.User ?? CostRow.Uncategorized, place.Tenant, Day, Known(settings.UserDay, wish.User ?? CostRow.Uncategorized));

        // A provider's limit is the installation's, whoever's run calls.
        Add("model", place.Model, "", Minute, Find(settings.ModelMinute, place.Model));
        return claims;

        void Add(string kind, string name, string tenant, TimeSpan period, RunBudget? limit)
        {
            if (limit is null) return;
            estimate ??= wish.Estimate();
            claims.Add(new BudgetClaim($"{kind}/{Uri.EscapeDataString(tenant)}/{name}", period, limit, new Spending(estimate.Tokens, estimate.CostUsd ?? 0, 1)));
        }
    }

    /// <summary>What a claim's window is called.</summary>
    public static string Name(BudgetWindow window)
    {
        var parts = window.Scope.Split('/', 3);
        return $"{parts[0]} '{parts[2]}' and {(window.Period == Minute ? "minute" : "day")}";
    }

    private static RunBudget? Known(IReadOnlyDictionary<string, RunBudget> limits, string name) =>
        name == CostRow.Uncategorized ? limits.GetValueOrDefault(name) : Find(limits, name);

    private static RunBudget? Find(IReadOnlyDictionary<string, RunBudget> limits, string name) =>
        limits.TryGetValue(name, out var own) ? own : limits.GetValueOrDefault(BudgetSettings.Others);
}
