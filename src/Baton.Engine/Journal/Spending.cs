using System.Text.Json.Serialization;
using Baton.Policies;

namespace Baton.Engine.Journal;

/// <summary>What calls cost: reserved before them, or spent. Part of the bodies of runs that have a <see cref="RunBudget"/>.</summary>
/// <param name="Tokens">Tokens, sent and received.</param>
/// <param name="CostUsd">US dollars.</param>
/// <param name="ModelCalls">Tries of model calls.</param>
/// <param name="ToolCalls">Tries of tool calls.</param>
public sealed record Spending(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Tokens = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] decimal CostUsd = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int ModelCalls = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int ToolCalls = 0)
{
    /// <summary>Nothing.</summary>
    public static Spending None { get; } = new();

    /// <summary>Both together.</summary>
    public static Spending operator +(Spending left, Spending right) => new(
        left.Tokens + right.Tokens, left.CostUsd + right.CostUsd, left.ModelCalls + right.ModelCalls, left.ToolCalls + right.ToolCalls);

    /// <summary>The first without the second.</summary>
    public static Spending operator -(Spending left, Spending right) => new(
        left.Tokens - right.Tokens, left.CostUsd - right.CostUsd, left.ModelCalls - right.ModelCalls, left.ToolCalls - right.ToolCalls);

    /// <summary>Both together.</summary>
    public static Spending Add(Spending left, Spending right) => left + right;

    /// <summary>The first without the second.</summary>
    public static Spending Subtract(Spending left, Spending right) => left - right;

    /// <summary>All that a budget allows; nothing of what it does not limit.</summary>
    public static Spending Of(RunBudget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return new Spending(budget.Tokens ?? 0, budget.CostUsd ?? 0, budget.ModelCalls ?? 0, budget.ToolCalls ?? 0);
    }
}
