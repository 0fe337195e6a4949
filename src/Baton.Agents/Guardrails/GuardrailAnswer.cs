namespace Baton.Agents.Guardrails;

/// <summary>A person's answer about a text that a guardrail flagged.</summary>
/// <param name="Approved">True where it may go on; otherwise it is blocked.</param>
public sealed record GuardrailAnswer(bool Approved)
{
    /// <summary>A text that goes on instead, where it is approved; null takes the flagged one. Not checked again.</summary>
    public string? Text { get; init; }

    /// <summary>Why, for the journal.</summary>
    public string? Comment { get; init; }
}
