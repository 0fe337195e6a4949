using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Effects;

/// <summary>Stands where agents are not configured, and says how to configure them.</summary>
internal sealed class NoAgents : IAgentRunner
{
    public ValueTask<object?> RunAsync(AgentBody body, AgentRequest request, NodeContext context) =>
        throw new BatonException(ErrorCodes.NotAvailable, $"The graph asks for agent '{body.Agent}', but no agents are configured. Add: baton.AddAgents(typeof(MySystem).Assembly)");
}
