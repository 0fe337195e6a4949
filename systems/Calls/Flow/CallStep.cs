using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.Calls.Flow;

/// <summary>A step of a call, as its audit trail keeps it.</summary>
/// <param name="IntentFlowId">The stage.</param>
/// <param name="Intent">The intent.</param>
/// <param name="InputMessage">What was said.</param>
/// <param name="A2aAgentUrl">The agent that was asked; the first of several; null where none was.</param>
/// <param name="ResponseStatus"><c>success</c> or <c>error</c>.</param>
/// <param name="ResponseData">What came back.</param>
/// <param name="Timestamp">When it was recorded.</param>
internal sealed record CallStep(
    int IntentFlowId, string Intent, string InputMessage, string? A2aAgentUrl, string ResponseStatus, StepData ResponseData, DateTimeOffset Timestamp)
{
    /// <summary>The status of a step that went well.</summary>
    public const string Success = "success";

    /// <summary>The status of a step that did not.</summary>
    public const string Error = "error";

    /// <summary>The session as it was after the step.</summary>
    public required SessionState SessionState { get; init; }
}

/// <summary>What came back of a step.</summary>
/// <param name="Text">What the caller was told.</param>
/// <param name="Agents">What each agent said, in their order; empty where none was asked.</param>
internal sealed record StepData(string Text, IReadOnlyList<AgentAnswer> Agents)
{
    /// <summary>The code of a step that went wrong; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }
}

/// <summary>What an agent said.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Url">Its address.</param>
/// <param name="Status"><c>success</c> or <c>error</c>.</param>
internal sealed record AgentAnswer(string Agent, string Version, string Url, string Status)
{
    /// <summary>The text of the answer, or what went wrong.</summary>
    public string Text { get; init; } = "";

    /// <summary>The data of the answer; absent where it had none, or more than is kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Data { get; init; }

    /// <summary>The code of a failure; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    /// <summary>The agent's task that asked for more; absent where it did not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OpenTask { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public int DurationMs { get; init; }
}

/// <summary>Where a session stands.</summary>
/// <param name="CurrentFlowId">The stage in which the next turn is taken.</param>
/// <param name="CompletedFlows">The stages that were completed.</param>
/// <param name="IsComplete">True once the call is over.</param>
internal sealed record SessionState(int CurrentFlowId, IReadOnlyList<int> CompletedFlows, bool IsComplete);
