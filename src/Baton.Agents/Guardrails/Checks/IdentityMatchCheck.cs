using System.Globalization;
using System.Text.Json;

namespace Baton.Agents.Guardrails.Checks;

/// <summary>
/// <c>conservative_identity_match</c>: an answer about who somebody is contradicts itself, or is surer than it can be. To be wrong here mixes
/// two customers up, so a person looks at it.
/// </summary>
internal sealed class IdentityMatchCheck : TextCheck
{
    private static readonly string[] Matches = ["MATCH", "MATCHED", "EXACT_MATCH"];
    private static readonly string[] NoMatches = ["NO_MATCH", "NOMATCH", "NEW", "NOT_FOUND", "NONE"];
    private static readonly string[] Unsure = ["AMBIGUOUS", "UNCERTAIN", "POSSIBLE_MATCH", "MULTIPLE", "MULTIPLE_MATCHES"];

    private readonly GuardrailAction _action;
    private readonly string _decision;
    private readonly string _confidence;
    private readonly string _id;
    private readonly double _high;
    private readonly double _low;

    public IdentityMatchCheck(GuardrailSettings settings)
    {
        _action = settings.Action(GuardrailAction.Flag, GuardrailAction.Block, GuardrailAction.Retry);
        _decision = settings.Text("decision_field") ?? "decision";
        _confidence = settings.Text("confidence_field") ?? "confidence";
        _id = settings.Text("id_field") ?? "customer_id";
        _high = settings.Number("high", 0.8, 0, 1);
        _low = settings.Number("low", 0.7, 0, 1);
    }

    public override GuardrailVerdict Check(GuardrailInput input)
    {
        if (!input.IsFinal) return GuardrailVerdict.Pass;
        var (finding, reason) = Suspicion(input.Json ?? Read(input.Text));
        return finding is null ? GuardrailVerdict.Pass : GuardrailVerdict.Of(_action, reason!, new Dictionary<string, int> { [finding] = 1 });
    }

    private (string? Finding, string? Reason) Suspicion(JsonElement? answer)
    {
        var decision = Text(answer, _decision)?.ToUpperInvariant().Replace(' ', '_').Replace('-', '_');
        if (decision is null) return ("no_decision", $"It has no '{_decision}'.");
        var hasId = Text(answer, _id) is { Length: > 0 };
        var confidence = double.TryParse(Text(answer, _confidence), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : (double?)null;
        if (confidence is null or < 0 or > 1 or double.NaN) return ("no_confidence", $"Its '{_confidence}' is no number from 0 to 1.");
        if (NoMatches.Contains(decision))
        {
            return confidence >= _high ? ("sure_no_match", "It says that nobody matches, with high confidence: the absence of a record proves little.")
                : hasId ? ("no_match_with_id", "It says that nobody matches, and names somebody.")
                : (null, null);
        }

        if (Matches.Contains(decision))
        {
            return !hasId ? ("match_without_id", "It says that somebody matches, and does not say who.")
                : confidence < _low ? ("unsure_match", "It says that somebody matches, with low confidence.")
                : (null, null);
        }

        return Unsure.Contains(decision) ? ("ambiguous", "It does not decide.") : ("unknown_decision", $"Its '{_decision}' is no decision that is known.");
    }

    private static string? Text(JsonElement? answer, string field) =>
        answer is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty(field, out var value)
            ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.ValueKind == JsonValueKind.Null ? null : value.GetRawText()
            : null;

    private static JsonElement? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
