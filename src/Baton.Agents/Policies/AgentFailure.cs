using Baton.Engine.Effects;
using Baton.Errors;

namespace Baton.Agents.Policies;

/// <summary>Why an agent failed, as its policies use it.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Reason">The failure in words, fit to be shown.</param>
internal sealed record AgentFailure(string Code, string Reason)
{
    public static AgentFailure Of(BatonException exception) => new(exception.Code, exception switch
    {
        // What a foreign exception says may quote the request.
        RecordedFailureException { Code: ErrorCodes.NodeFailed, Error.Type: var type } => $"The call failed with {type}. See the run's journal.",
        _ => exception.Message,
    });

    /// <summary>
    /// True for failures of the agent itself: of its model and tools, of the form of its answer, of its ceilings and budgets. What a guardrail
    /// blocked must not be answered by another way, and a wrong set-up is to be seen.
    /// </summary>
    public static bool MayBeMadeUpFor(BatonException exception) => exception is RecordedFailureException { Code: ErrorCodes.NodeFailed }
        || exception.Code is ErrorCodes.Transient or ErrorCodes.Permanent or ErrorCodes.AttemptTimeout or ErrorCodes.CircuitOpen
            or ErrorCodes.AnswerWithheld or ErrorCodes.BudgetSpent or ErrorCodes.DayBudgetSpent or ErrorCodes.AgentAnswerInvalid;
}
