using Baton.Policies;

namespace Baton.Agents.Cost.Budgets;

/// <summary>What may be spent in a time, as configured (<c>Baton:Budgets</c>).</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IBudgets
{
    /// <summary>Every limit; none where nothing is limited.</summary>
    IReadOnlyList<BudgetLimit> List();
}

/// <summary>A limit.</summary>
/// <param name="Of">Of what, and in which time.</param>
/// <param name="Name">The graph, user or model; <c>*</c> for each that has none of its own.</param>
/// <param name="Limit">How much.</param>
public sealed record BudgetLimit(BudgetOf Of, string Name, RunBudget Limit);

/// <summary>Of what a budget is, and in which time.</summary>
public enum BudgetOf
{
    /// <summary>A graph's runs in a day (UTC).</summary>
    GraphDay,

    /// <summary>A user's runs in a day (UTC).</summary>
    UserDay,

    /// <summary>A model in a minute.</summary>
    ModelMinute,
}
