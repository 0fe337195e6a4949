using System.Text.Json.Serialization;

namespace Baton.Agents.Guardrails;

/// <summary>What guardrails decided about one text, as the journal keeps it.</summary>
/// <param name="At">The boundary.</param>
/// <param name="Action">The gravest verdict.</param>
/// <param name="Checks">Every guardrail that was asked, in order; none after the first that blocked or had the model asked again.</param>
public sealed record GuardrailRecord(GuardrailBoundary At, GuardrailAction Action, IReadOnlyList<GuardrailCheck> Checks)
{
    /// <summary>The text that waits for a person; null unless it was flagged.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Held { get; init; }

    /// <summary>The text that goes on instead; null where it is the one that was checked, or is kept elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    /// <summary>The guardrail that decided.</summary>
    internal GuardrailCheck? Decisive => Checks.LastOrDefault(check => check.Action == Action);
}

/// <summary>One guardrail's verdict.</summary>
/// <param name="Guardrail">Its name.</param>
/// <param name="Action">What it said.</param>
public sealed record GuardrailCheck(string Guardrail, GuardrailAction Action)
{
    /// <summary>How much of what was found, by kind; or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, int>? Findings { get; init; }

    /// <summary>Why; or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>True where it threw, or took longer than its limit, and has blocked by that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Failed { get; init; }
}
