using System.Runtime.ExceptionServices;
using Baton.Errors;

namespace Baton.Agents.Policies;

/// <summary>What happens when an agent has failed for good: its fallback answers, or after too many failures in a row a person decides.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Recovery(Fallbacks fallbacks, Failures failures)
{
    /// <summary>The answer of whoever takes the agent's place.</summary>
    /// <exception cref="BatonException">Nobody does.</exception>
    public async ValueTask<object?> RecoverAsync(PolicyVisit visit, BatonException exception)
    {
        var failure = AgentFailure.Of(exception);
        if (visit.Agent.Policies.EscalateAfter is { } limit)
        {
            var count = await failures.AddAsync(visit, failure, limit);
            if (count >= limit) return await EscalateAsync(visit, failure, count);
        }

        if (visit.Agent.Policies.Fallback is null) ExceptionDispatchInfo.Throw(exception);
        return await fallbacks.AnswerAsync(visit, failure);
    }

    /// <summary>The agent answered: its failures before are no longer in a row.</summary>
    public ValueTask SucceededAsync(PolicyVisit visit) =>
        visit.Agent.Policies.EscalateAfter is null ? ValueTask.CompletedTask : failures.ForgetAsync(visit);

    /// <summary>Asks a person until the answer settles it.</summary>
    private async ValueTask<object?> EscalateAsync(PolicyVisit visit, AgentFailure failure, int count)
    {
        string? wrong = null;
        for (var time = 1; ; time++)
        {
            var decision = await Escalation.AskAsync(visit, failure, count, wrong);
            switch (decision.Action)
            {
                case EscalationAction.Fail:
                    throw new BatonException(ErrorCodes.EscalationRefused, $"Agent '{visit.Agent.Name}' failed {count} times in a row, and the person who was asked let it fail: {failure.Reason}");
                case EscalationAction.Fallback:
                    return await fallbacks.AnswerAsync(visit, failure);
                case EscalationAction.Answer:
                    if (Escalation.TryRead(decision.Answer, visit.Output, out var given, out wrong)) return given;
                    break;
                default:
                    var (value, again) = await RetryAsync(visit, time);
                    if (again is null) return value;
                    (failure, wrong) = (again, null);
                    break;
            }
        }
    }

    private async ValueTask<(object? Value, AgentFailure? Failure)> RetryAsync(PolicyVisit visit, int time)
    {
        object? value;
        try
        {
            value = await visit.Again(new ScopedContext(visit.Context, $"retry.{time}", null));
        }
        catch (BatonException failure) when (AgentFailure.MayBeMadeUpFor(failure))
        {
            return (null, AgentFailure.Of(failure));
        }

        await failures.ForgetAsync(visit);
        return (value, null);
    }
}
