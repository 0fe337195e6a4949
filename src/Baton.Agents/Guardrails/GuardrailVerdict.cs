namespace Baton.Agents.Guardrails;

/// <summary>A guardrail's verdict.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
public sealed record GuardrailVerdict
{
    private GuardrailVerdict(GuardrailAction action) => Action = action;

    /// <summary>Nothing was found.</summary>
    public static GuardrailVerdict Pass { get; } = new(GuardrailAction.Pass);

    /// <summary>What happens.</summary>
    public GuardrailAction Action { get; }

    /// <summary>The text that goes on instead; null unless <see cref="Action"/> is <see cref="GuardrailAction.Redact"/>.</summary>
    public string? Text { get; private init; }

    /// <summary>Why, for the model or the person who is asked, and for the journal; never for logs.</summary>
    public string? Reason { get; private init; }

    /// <summary>How much of what was found, by kind. Goes to logs and events: kinds are words of the guardrail, never content.</summary>
    public IReadOnlyDictionary<string, int>? Findings { get; private init; }

    /// <summary>Goes on with another text.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static GuardrailVerdict Redact(string text, IReadOnlyDictionary<string, int>? findings = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(GuardrailAction.Redact) { Text = text, Findings = findings };
    }

    /// <summary>A person decides.</summary>
    public static GuardrailVerdict Flag(string reason, IReadOnlyDictionary<string, int>? findings = null) =>
        new(GuardrailAction.Flag) { Reason = reason, Findings = findings };

    /// <summary>The model is asked again.</summary>
    public static GuardrailVerdict Retry(string reason, IReadOnlyDictionary<string, int>? findings = null) =>
        new(GuardrailAction.Retry) { Reason = reason, Findings = findings };

    /// <summary>Goes no further.</summary>
    public static GuardrailVerdict Block(string reason, IReadOnlyDictionary<string, int>? findings = null) =>
        new(GuardrailAction.Block) { Reason = reason, Findings = findings };

    /// <summary>The verdict that settings ask for where something was found.</summary>
    internal static GuardrailVerdict Of(GuardrailAction action, string reason, IReadOnlyDictionary<string, int>? findings = null) => action switch
    {
        GuardrailAction.Flag => Flag(reason, findings),
        GuardrailAction.Retry => Retry(reason, findings),
        _ => Block(reason, findings),
    };
}

/// <summary>What a guardrail says; the later in this list, the graver.</summary>
public enum GuardrailAction
{
    /// <summary>Nothing was found.</summary>
    Pass,

    /// <summary>Goes on with another text.</summary>
    Redact,

    /// <summary>Goes on when a person approves it.</summary>
    Flag,

    /// <summary>The model is asked again, with the reason. Where there is no model to ask (input, hand-off) this is <see cref="Block"/>.</summary>
    Retry,

    /// <summary>Goes no further.</summary>
    Block,
}
