namespace Baton.Agents.Context;

/// <summary>How much of a long conversation an agent's model is sent, and what becomes of the rest. What is stored of it does not change.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
public sealed record AgentContext
{
    /// <summary>
    /// The most tokens that a call may send, by estimate: prompt, tools and conversation; null takes what the model's <c>context_window</c>
    /// leaves beside its answer.
    /// </summary>
    public int? Window { get; init; }

    /// <summary>When earlier messages leave the window.</summary>
    public ContextCompression Compress { get; init; }

    /// <summary>The agent that condenses what leaves the window; null keeps only key facts of it, word for word.</summary>
    public string? Agent { get; init; }

    /// <summary>How many of the latest messages stay in the window if they fit.</summary>
    public int Keep { get; init; } = 6;
}

/// <summary>When earlier messages leave the window.</summary>
public enum ContextCompression
{
    /// <summary>When a call would send more than the window holds.</summary>
    Overflow,

    /// <summary>Before the first call of every visit as well.</summary>
    EachStep,
}
