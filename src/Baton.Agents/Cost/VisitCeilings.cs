using System.Globalization;
using Baton.Agents.Loop;
using Baton.Agents.Policies;
using Baton.Agents.Prompts;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Agents.Cost;

/// <summary>
/// The hard ceilings of an agent's file, for one visit. What was taken follows from the recorded answers alone, so after a crash the same
/// call is refused.
/// </summary>
internal sealed class VisitCeilings(AgentDefinition agent)
{
    private readonly AgentPolicies _most = agent.Policies;
    private long _tokens;
    private decimal _cost;
    private int _modelCalls;
    private int _toolCalls;

    /// <exception cref="BatonException">The call would pass a ceiling.</exception>
    public void CheckModelCall(Func<CallCost> estimate)
    {
        Check("max_model_calls", _most.MaxModelCalls, _modelCalls, 1);
        if (_most.MaxTokens is null && _most.MaxCostUsd is null) return;
        var asked = estimate();
        Check("max_tokens", _most.MaxTokens, _tokens, asked.Tokens);
        if (_most.MaxCostUsd is null) return;
        if (asked.CostUsd is not { } cost) throw Refused($"max_cost_usd is set, but its model has no prices. Give it prices in Baton:Models");
        Check("max_cost_usd", _most.MaxCostUsd, _cost, cost);
    }

    /// <exception cref="BatonException">The calls would pass a ceiling.</exception>
    public void CheckToolCalls(int asked)
    {
        Check("max_tool_calls", _most.MaxToolCalls, _toolCalls, asked);
        _toolCalls += asked;
    }

    public void Count(ModelAnswer answer)
    {
        _modelCalls++;
        _tokens += answer.Usage.InputTokens + answer.Usage.OutputTokens;
        _cost += answer.CostUsd ?? 0;
    }

    private void Check(string ceiling, decimal? most, decimal taken, decimal asked)
    {
        if (taken + asked <= most || most is null) return;
        throw Refused(string.Create(CultureInfo.InvariantCulture, $"{ceiling} {most:0.######}, spent {taken:0.######}, asked for {asked:0.######}"));
    }

    private BatonException Refused(string why) => new(ErrorCodes.BudgetSpent, $"A call of agent '{agent.Name}' was refused: {why}. Nothing was called.");
}
