using Baton.Agents.Context;
using Baton.Agents.Cost;
using Baton.Agents.Policies;
using Baton.Errors;

namespace Baton.Agents.Loop;

/// <summary>One model call as a journaled step, or one for each model where the agent's own fails.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ModelStep(ModelWire wire, AgentPools pools, CallGate gate, ContextWindows windows)
{
    /// <summary>The effect's name; the engine counts the calls of a visit. Those of another model than the agent's own have its name too.</summary>
    public const string EffectName = "model";

    public async ValueTask<ModelAnswer> AskAsync(AgentVisit visit, bool useTools)
    {
        while (true)
        {
            try
            {
                return await AskPresentAsync(visit, useTools);
            }
            catch (BatonException failure) when (Failover.MayFollow(failure, visit))
            {
                await Failover.RecordAsync(failure, visit);
                visit.FailOver();
            }
        }
    }

    private async ValueTask<ModelAnswer> AskPresentAsync(AgentVisit visit, bool useTools)
    {
        await windows.FitAsync(visit);
        visit.Ceilings.CheckModelCall(() => CallEstimate.Of(visit));
        var answer = await pools.RunAsync(
            visit.Agent.Pool,
            () => visit.Context.EffectAsync(
                Failover.EffectName(EffectName, visit),
                call => gate.AskAsync(visit, useTools, call, gated => wire.CallAsync(visit, useTools, gated)),
                visit.EffectOptions(useTools)),
            visit.Context.Cancellation);
        visit.Ceilings.Count(answer);
        windows.Learn(visit, answer);
        return answer;
    }
}
