using Baton.Calls.Flow;

namespace Baton.Calls.Sessions;

/// <summary>A session as the API shows it.</summary>
/// <param name="CallIdentifyId">The call.</param>
/// <param name="AccountId">Whose call it is.</param>
/// <param name="Eci">The customer's id in the enterprise.</param>
/// <param name="CurrentFlowId">The stage in which the next turn is taken; the last one once the call is complete.</param>
/// <param name="CompletedFlows">The stages that were completed, in the order in which they first were.</param>
/// <param name="IsComplete">True once the call is over.</param>
/// <param name="Steps">What happened, oldest first.</param>
/// <param name="CreatedAt">When the first turn came.</param>
/// <param name="UpdatedAt">When the last step was recorded.</param>
internal sealed record SessionBody(
    string CallIdentifyId,
    string AccountId,
    string Eci,
    int CurrentFlowId,
    IReadOnlyList<int> CompletedFlows,
    bool IsComplete,
    IReadOnlyList<StepBody> Steps,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static SessionBody Of(CallState state) => new(
        state.CallIdentifyId,
        state.AccountId,
        state.Eci,
        state.CurrentFlowId,
        state.CompletedFlows,
        state.IsComplete,
        [.. state.Steps.Select(StepBody.Of)],
        state.CreatedAt,
        state.UpdatedAt);
}

/// <summary>A step as a session shows it; <c>/session/{id}/steps</c> also has the session as it was after each.</summary>
/// <param name="IntentFlowId">The stage.</param>
/// <param name="Intent">The intent.</param>
/// <param name="InputMessage">What was said.</param>
/// <param name="A2aAgentUrl">The agent that was asked; null where none was.</param>
/// <param name="ResponseStatus"><c>success</c> or <c>error</c>.</param>
/// <param name="ResponseData">What came back.</param>
/// <param name="Timestamp">When it was recorded.</param>
internal sealed record StepBody(
    int IntentFlowId, string Intent, string InputMessage, string? A2aAgentUrl, string ResponseStatus, StepData ResponseData, DateTimeOffset Timestamp)
{
    public static StepBody Of(CallStep step) =>
        new(step.IntentFlowId, step.Intent, step.InputMessage, step.A2aAgentUrl, step.ResponseStatus, step.ResponseData, step.Timestamp);
}
