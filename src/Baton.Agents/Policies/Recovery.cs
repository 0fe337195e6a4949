using System.Runtime.ExceptionServices;
using Baton.Engine.Effects;
using Baton.Errors;

namespace Baton.Agents.Policies;

/// <summary>What happens when an agent has failed for good: its fallback answers, or after too many failures in a row a person decides.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Recovery(Fallbacks fallbacks, Failures failures)
{
    /// <summary>
    /// True for failures of the agent itself: of its model and tools, of the form of its answer, of its ceilings and budgets. What a guardrail
    /// blocked must not be answered by another way, and a wrong set-up is to be seen.
    /// </summary>
    public static bool MayHelp(BatonException failure) => failure is RecordedFailureException { Code: ErrorCodes.NodeFailed }
        || failure.Code is ErrorCodes.Transient or ErrorCodes.Permanent or ErrorCodes.AttemptTimeout or ErrorCodes.CircuitOpen
            or ErrorCodes.AnswerWithheld or ErrorCodes.BudgetSpent or ErrorCodes.AgentAnswerInvalid;

    /// <summary>The answer of whoever takes the agent's place.</summary>
    /// <exception cref="BatonException">Nobody does.</exception>
    public async ValueTask<object?> RecoverAsync(PolicyVisit visit, BatonException failure)
    {
        if (visit.Agent.Policies.EscalateAfter is { } limit)
        {
            var count = await failures.AddAsync(visit, failure, limit);
            if (count >= limit) return await EscalateAsync(visit, failure, count);
        }

        if (visit.Agent.Policies.Fallback is null) ExceptionDispatchInfo.Throw(failure);
        return await fallbacks.AnswerAsync(visit, failure);
    }

    /// <summary>The agent answered: its failures before are no longer in a row.</summary>
    public ValueTask SucceededAsync(PolicyVisit visit) =>
        visit.Agent.Policies.EscalateAfter is null ? ValueTask.CompletedTask : failures.ForgetAsync(visit);

    private async ValueTask<object?> EscalateAsync(PolicyVisit visit, BatonException failure, int count)
    {
        string? wrong = null;
        for (var time = 1; ; time++)
        {
            var decision = await Escalation.AskAsync(visit, failure, count, wrong);
            switch (decision.Action)
            {
                case EscalationAction.Fail:
                    throw new BatonException(ErrorCodes.EscalationRefused, $"Agent '{visit.Agent.Name}' failed {count} times in a row, and the person who was asked let it fail: {failure.Message}");
                case EscalationAction.Fallback:
                    return await fallbacks.AnswerAsync(visit, failure);
                case EscalationAction.Answer when Escalation.TryRead(decision.Answer, visit.Output, out var value, out wrong):
                    return value;
                case EscalationAction.Answer:
                    break;
                default:
                    try
                    {
                        var answer = await visit.Again(new ScopedContext(visit.Context, $"retry.{time}", null));
                        await failures.ForgetAsync(visit);
                        return answer;
                    }
                    catch (BatonException again) when (MayHelp(again))
                    {
                        (failure, wrong) = (again, null);
                    }

                    break;
            }
        }
    }
}
