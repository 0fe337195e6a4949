using Baton.Graphs;

namespace Baton.Agents.Policies;

/// <summary>For whom a fallback rule answers, and why.</summary>
/// <param name="Agent">The agent that failed.</param>
/// <param name="Code">The stable code of its failure.</param>
/// <param name="Reason">The failure in words.</param>
/// <param name="Run">The run.</param>
public sealed record FallbackContext(string Agent, string Code, string Reason, RunInfo Run);

/// <summary>A fallback rule as it was added.</summary>
internal sealed record FallbackRule(string Name, Type Output, Func<AgentRequest, FallbackContext, object?> Answer);
