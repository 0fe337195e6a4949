using System.Text.Json;
using Baton.Calls.Settings;

namespace Baton.Calls.Flow;

/// <summary>Where a call goes after a step that went well.</summary>
internal static class StageMoves
{
    /// <summary>The member of an agent's data by which a stage branches.</summary>
    public const string Outcome = "outcome";

    /// <summary>Moves a call on: by the first agent's outcome that the stage has a branch for, else where the intent leads, else to the stage that follows.</summary>
    public static CallState On(CallState state, CallStage stage, CallIntent? intent)
    {
        var word = state.Turn.Answers.Select(OutcomeOf).FirstOrDefault(word => word is not null && stage.Branches.ContainsKey(word));
        var next = word is not null ? stage.Branches[word] : intent?.Next is { } other ? other.Stage : stage.Next;

        // A stage that is repeated at once is not completed yet.
        var completed = next == stage.Id || state.CompletedFlows.Contains(stage.Id) ? state.CompletedFlows : [.. state.CompletedFlows, stage.Id];
        return state with { CurrentFlowId = next ?? stage.Id, CompletedFlows = completed, IsComplete = next is null };
    }

    private static string? OutcomeOf(AgentAnswer answer) =>
        answer.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty(Outcome, out var word) && word.ValueKind == JsonValueKind.String ? word.GetString() : null;
}
