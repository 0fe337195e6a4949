using Baton.Agents.Policies;
using Baton.Engine.Effects;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Agents.Loop;

/// <summary>An agent's visit: its request is checked, its loop is run, and where that fails for good, its policies say what happens.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class AgentRunner(AgentSetups setups, VisitGuardrails guardrails, AgentLoop loop, Recovery recovery) : IAgentRunner
{
    /// <inheritdoc />
    public Fault? Check(AgentBody body, string where) => setups.Check(body, where);

    /// <inheritdoc />
    public async ValueTask<object?> RunAsync(AgentBody body, AgentRequest request, NodeContext context)
    {
        var setup = await setups.PinAsync(body, context);
        var admitted = await RequestGuard.AdmitAsync(setup, request, guardrails, context);
        var visit = new PolicyVisit(setup.Agent, body.OutputType, admitted, context)
        {
            Again = scope => loop.RunAsync(setup, admitted, scope),
            Other = (agent, scope) => RunAsync(body with { Agent = agent }, admitted, scope),
        };
        object? value;
        try
        {
            value = await loop.RunAsync(setup, admitted, context);
        }
        catch (BatonException failure) when (AgentFailure.MayBeMadeUpFor(failure))
        {
            return await recovery.RecoverAsync(visit, failure);
        }

        await recovery.SucceededAsync(visit);
        return value;
    }
}
