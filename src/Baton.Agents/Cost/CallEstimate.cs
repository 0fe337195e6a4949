using Baton.Agents.Context;
using Baton.Agents.Loop;
using Baton.Graphs;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Cost;

/// <summary>
/// What a model call costs at most, before it is made: one token for each three bytes (UTF-8) of what is sent and four for each piece of it,
/// which is above what the usual tokenizers make of prose, JSON and Chinese, and the most tokens that the answer may have.
/// </summary>
internal static class CallEstimate
{
    /// <summary>The answer's tokens where the model has no <c>max_output_tokens</c>.</summary>
    public const int DefaultOutputTokens = 4_096;

    /// <summary>Of the call that the visit is about to make.</summary>
    public static CallCost Of(AgentVisit visit) => Cost(visit, visit.Model.MaxOutputTokens ?? DefaultOutputTokens);

    /// <summary>Of a call whose answer broke off.</summary>
    public static CallCost OfPart(AgentVisit visit, IReadOnlyList<ChatResponseUpdate> received) =>
        Cost(visit, received.Sum(update => TokenCount.AtMost(update.Text)));

    private static CallCost Cost(AgentVisit visit, long output)
    {
        var input = visit.Sent().Sum(piece => TokenCount.AtMost(piece) + TokenCount.PerPiece);
        var cost = new TokenUsage(input, 0, output, 0).CostAt(visit.Model.Prices);
        return new CallCost(input + output, cost)
        {
            Usage = new CallUsage(visit.Agent.Name, visit.Model.Name) { InputTokens = input, OutputTokens = output, CostUsd = cost },
        };
    }
}
