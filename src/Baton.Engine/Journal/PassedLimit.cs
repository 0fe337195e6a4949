using System.Globalization;
using Baton.Policies;

namespace Baton.Engine.Journal;

/// <summary>A limit that a call would pass.</summary>
/// <param name="Unit">What is limited.</param>
/// <param name="Limit">How much there may be.</param>
/// <param name="Spent">How much is spent or reserved.</param>
/// <param name="Asked">How much more the call asks for.</param>
public sealed record PassedLimit(string Unit, decimal Limit, decimal Spent, decimal Asked)
{
    /// <summary>The first limit that spending so much more would pass, or null.</summary>
    public static PassedLimit? Find(RunBudget budget, Spending spent, Spending asked) =>
        Check("tokens", budget.Tokens, spent.Tokens, asked.Tokens)
        ?? Check("US dollars", budget.CostUsd, spent.CostUsd, asked.CostUsd)
        ?? Check("model calls", budget.ModelCalls, spent.ModelCalls, asked.ModelCalls)
        ?? Check("tool calls", budget.ToolCalls, spent.ToolCalls, asked.ToolCalls);

    /// <summary>How much of the limit that is nearest is spent, from 0; a limit of zero does not count.</summary>
    public static decimal Share(RunBudget budget, Spending spent) => new[]
    {
        Of(budget.Tokens, spent.Tokens), Of(budget.CostUsd, spent.CostUsd),
        Of(budget.ModelCalls, spent.ModelCalls), Of(budget.ToolCalls, spent.ToolCalls),
    }.Max();

    /// <summary>Limit, spent and asked for, in words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"limit {Limit:0.######} {Unit}, spent or reserved {Spent:0.######}, asked for {Asked:0.######}");

    // What asks for nothing of a kind passes no limit of it, however much was spent.
    private static PassedLimit? Check(string unit, decimal? limit, decimal spent, decimal asked) =>
        limit is { } most && asked > 0 && spent + asked > most ? new PassedLimit(unit, most, spent, asked) : null;

    private static decimal Of(decimal? limit, decimal spent) => limit is > 0 ? spent / limit.Value : 0;
}
