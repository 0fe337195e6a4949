using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Effects;

/// <summary>Runs agents for the engine. Implemented by Baton.Agents; without it a graph with agents fails with the cure.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IAgentRunner
{
    /// <summary>Checks that a graph's agent can be asked; called once, when the graph is built.</summary>
    /// <param name="body">Which agent, and what its answer is read as.</param>
    /// <param name="where">The node, for the fault.</param>
    /// <returns>What is wrong, with the cure, or null.</returns>
    Fault? Check(AgentBody body, string where);

    /// <summary>Runs one agent to its answer. Every model and tool call is an effect of <paramref name="context"/>.</summary>
    /// <param name="body">Which agent, and what its answer is read as.</param>
    /// <param name="request">What it is asked.</param>
    /// <param name="context">The visit that asks.</param>
    /// <returns>A string, or an instance of <see cref="AgentBody.OutputType"/>.</returns>
    /// <exception cref="Baton.Errors.BatonException">The agent failed for good.</exception>
    ValueTask<object?> RunAsync(AgentBody body, AgentRequest request, NodeContext context);
}
