using System.Text.Json;

namespace Baton.Agents.Policies;

/// <summary>A person's decision about an agent that failed too often in a row.</summary>
/// <param name="Action">How it goes on.</param>
public sealed record EscalationAnswer(EscalationAction Action)
{
    /// <summary>With <see cref="EscalationAction.Answer"/>: the answer in the agent's place, in its form (text, or an object).</summary>
    public JsonElement? Answer { get; init; }

    /// <summary>Why, for the journal.</summary>
    public string? Comment { get; init; }
}

/// <summary>How it goes on with an agent that failed too often.</summary>
public enum EscalationAction
{
    /// <summary>The person answers in its place.</summary>
    Answer,

    /// <summary>The agent is asked once more.</summary>
    Retry,

    /// <summary>Its fallback answers.</summary>
    Fallback,

    /// <summary>The node fails.</summary>
    Fail,
}
