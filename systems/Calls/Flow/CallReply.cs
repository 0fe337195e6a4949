using System.Text.Json.Serialization;

namespace Baton.Calls.Flow;

/// <summary>What a turn gives back.</summary>
/// <param name="CallIdentifyId">The call.</param>
/// <param name="IntentFlowId">The stage in which the turn was taken.</param>
/// <param name="Intent">The intent, given or recognised.</param>
/// <param name="Status"><c>success</c> or <c>error</c>.</param>
/// <param name="Response">What to tell the caller.</param>
/// <param name="NextFlowId">The stage of the next turn; null once the call is complete.</param>
/// <param name="IsComplete">True once the call is over.</param>
internal sealed record CallReply(
    string CallIdentifyId,
    int IntentFlowId,
    string Intent,
    string Status,
    string Response,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? NextFlowId,
    bool IsComplete)
{
    /// <summary>The whole audit trail, with the turn that completed the call; absent before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SessionSummary? SessionSummary { get; init; }

    /// <summary>The code of a turn that was refused: nothing was recorded; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Refusal { get; init; }

    /// <summary>The reply of a turn that was carried through.</summary>
    public static CallReply Of(CallState state) => state.Turn.Way == TurnWay.Refuse ? Refused(state) : Answered(state);

    private static CallReply Answered(CallState state)
    {
        var step = state.Steps[^1];
        return new(
            state.CallIdentifyId, step.IntentFlowId, step.Intent, step.ResponseStatus, step.ResponseData.Text, state.IsComplete ? null : state.CurrentFlowId, state.IsComplete)
        {
            SessionSummary = state.IsComplete ? SessionSummary.Of(state) : null,
        };
    }

    private static CallReply Refused(CallState state) => new(
        state.CallIdentifyId, state.CurrentFlowId, state.Turn.Intent, CallStep.Error, state.Turn.Text ?? "", state.IsComplete ? null : state.CurrentFlowId, state.IsComplete)
    {
        Refusal = state.Turn.Code,
    };
}

/// <summary>A completed call's audit trail.</summary>
/// <param name="CallIdentifyId">The call.</param>
/// <param name="AccountId">Whose call it was.</param>
/// <param name="Eci">The customer's id in the enterprise.</param>
/// <param name="TotalSteps">How many steps it took.</param>
/// <param name="FailedSteps">How many of them went wrong.</param>
/// <param name="CompletedFlows">The stages that were completed, in the order in which they first were.</param>
/// <param name="StartedAt">When the first turn came.</param>
/// <param name="CompletedAt">When the last step was recorded.</param>
/// <param name="DurationSeconds">From one to the other.</param>
/// <param name="Steps">Every step, oldest first, each with the session as it was after it.</param>
internal sealed record SessionSummary(
    string CallIdentifyId,
    string AccountId,
    string Eci,
    int TotalSteps,
    int FailedSteps,
    IReadOnlyList<int> CompletedFlows,
    DateTimeOffset StartedAt,
    DateTimeOffset CompletedAt,
    double DurationSeconds,
    IReadOnlyList<CallStep> Steps)
{
    public static SessionSummary Of(CallState state) => new(
        state.CallIdentifyId,
        state.AccountId,
        state.Eci,
        state.Steps.Count,
        state.Steps.Count(step => step.ResponseStatus == CallStep.Error),
        state.CompletedFlows,
        state.CreatedAt,
        state.UpdatedAt,
        Math.Round((state.UpdatedAt - state.CreatedAt).TotalSeconds, 3),
        state.Steps);
}
