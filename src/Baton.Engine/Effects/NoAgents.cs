using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Effects;

/// <summary>Stands where agents are not configured, and says how to configure them.</summary>
internal sealed class NoAgents : IAgentRunner
{
    public Fault? Check(AgentBody body, string where) => new(ErrorCodes.NotAvailable, where, Text(body));

    public ValueTask<object?> RunAsync(AgentBody body, AgentRequest request, NodeContext context) =>
        throw new BatonException(ErrorCodes.NotAvailable, Text(body));

    private static string Text(AgentBody body) =>
        $"The graph asks for agent '{body.Agent}', but no agents are configured. Add: baton.AddAgents(typeof(MySystem).Assembly)";
}
