using Baton.Graphs;

namespace Baton.Calls.Flow;

/// <summary>What a call's session says of its case. Nothing that was said goes into it.</summary>
internal static class CallCase
{
    /// <summary>The facts; null until a step was recorded.</summary>
    public static CaseFacts? Facts(CallState state) => state.Steps.Count == 0
        ? null
        : new CaseFacts(state.IsComplete ? CaseStatus.Resolved : CaseStatus.InProgress)
        {
            Category = state.Topic,
            Customer = state.AccountId,
            Agent = state.Steps[^1].ResponseData.Agents is [var answer, ..] ? answer.Agent : null,
            Turns = state.Steps.Count,
        };
}
