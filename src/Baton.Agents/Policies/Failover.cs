using Baton.Agents.Loop;
using Baton.Engine.Effects;
using Baton.Errors;

namespace Baton.Agents.Policies;

/// <summary>When another model is asked, and what the journal keeps of that.</summary>
internal static class Failover
{
    /// <summary>The name of a model call's effect: the agent's own model has the plain one.</summary>
    public static string EffectName(string plain, AgentVisit visit) => visit.FailoverFrom is null ? plain : $"{plain}.{visit.Model.Name}";

    /// <summary>
    /// True where another model may answer: there is one, the failure is the model's (its window may be too small, too), and nobody has seen any of its text. An answer that a
    /// provider withheld is not asked for elsewhere.
    /// </summary>
    public static bool MayFollow(BatonException failure, AgentVisit visit) =>
        visit.NextModel is not null && failure is not RecordedFailureException { HadOutput: true }
        && failure.Code is ErrorCodes.Transient or ErrorCodes.Permanent or ErrorCodes.AttemptTimeout or ErrorCodes.CircuitOpen or ErrorCodes.NodeFailed
            or ErrorCodes.ContextTooSmall;

    public static async ValueTask RecordAsync(BatonException failure, AgentVisit visit)
    {
        var (from, to) = (visit.Model.Name, visit.NextModel!.Name);
        await visit.Context.RecordAsync($"policy.failover.{from}", _ =>
        {
            visit.Context.Emit(new { policy = "failover", agent = visit.Agent.Name, from, to, code = failure.Code });
            return ValueTask.FromResult(new FailoverRecord(visit.Agent.Name, from, to, failure.Code));
        });
    }

    private sealed record FailoverRecord(string Agent, string From, string To, string Code);
}
