using Baton.Agents.Prompts;
using Baton.Graphs;

namespace Baton.Agents.Policies;

/// <summary>A visit of an agent, as its policies see it.</summary>
/// <param name="Agent">The agent that the visit is pinned to.</param>
/// <param name="Output">What its answer is read as.</param>
/// <param name="Request">What it was asked, as its guardrails let it pass.</param>
/// <param name="Context">The visit.</param>
internal sealed record PolicyVisit(AgentDefinition Agent, Type Output, AgentRequest Request, NodeContext Context)
{
    /// <summary>Asks the agent again.</summary>
    public required Func<NodeContext, ValueTask<object?>> Again { get; init; }

    /// <summary>Asks another agent the same.</summary>
    public required Func<string, NodeContext, ValueTask<object?>> Other { get; init; }
}
