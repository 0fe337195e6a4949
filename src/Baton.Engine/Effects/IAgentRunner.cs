using Baton.Graphs;

namespace Baton.Engine.Effects;

/// <summary>Runs agents for the engine. Implemented by Baton.Agents; without it a graph with agents fails with the cure.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IAgentRunner
{
    /// <summary>Runs one agent to its answer. Every model and tool call is an effect of <paramref name="context"/>.</summary>
    /// <param name="body">Which agent, and what its answer is read as.</param>
    /// <param name="request">What it is asked.</param>
    /// <param name="context">The visit that asks.</param>
    /// <returns>A string, or an instance of <see cref="AgentBody.OutputType"/>.</returns>
    /// <exception cref="Baton.Errors.BatonException">The agent failed for good.</exception>
    ValueTask<object?> RunAsync(AgentBody body, AgentRequest request, NodeContext context);
}
