using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Agents.Guardrails.Text;
using Baton.Contracts;

namespace Baton.Agents.Guardrails.Pii;

/// <summary><c>no_pii_in_output</c>: personal data and secrets are replaced by the name of their kind, or stop the text.</summary>
internal sealed class PiiCheck : TextCheck
{
    private const string Own = "own";
    private readonly GuardrailAction _action;
    private readonly HashSet<string> _kinds;
    private readonly Dictionary<string, IReadOnlyList<string>> _allowed = new(StringComparer.Ordinal);

    public PiiCheck(GuardrailSettings settings)
    {
        _action = settings.Action(GuardrailAction.Redact, GuardrailAction.Block, GuardrailAction.Flag, GuardrailAction.Retry);
        var kinds = settings.Texts("types");
        _kinds = [.. kinds.Count == 0 ? PiiKinds.All : kinds];
        foreach (var (kind, values) in settings.Lists("allow"))
        {
            _allowed[kind] = values;
            if (!PiiKinds.All.Contains(kind)) settings.Refuse($"allow/{kind}", Unknown);
        }

        foreach (var kind in _kinds.Except(PiiKinds.All)) settings.Refuse($"types/{kind}", Unknown);
    }

    private static string Unknown => $"is none of {string.Join(", ", PiiKinds.All)}";

    public override GuardrailVerdict Check(GuardrailInput input)
    {
        var findings = new Dictionary<string, int>(StringComparer.Ordinal);
        var left = input.Structure is { } json ? RedactJson(json, input, findings) : Redact(input.Text, input, findings);
        if (findings.Count == 0) return GuardrailVerdict.Pass;
        return _action == GuardrailAction.Redact
            ? GuardrailVerdict.Redact(left, findings)
            : GuardrailVerdict.Of(_action, $"It has personal data or secrets ({string.Join(", ", findings.Keys)}). Leave them out.", findings);
    }

    /// <summary>Where personal data stands in a text, in its own places.</summary>
    public static IEnumerable<PiiSpan> Find(string text)
    {
        var folded = TextFold.Fold(text);
        return PiiScanner.Scan(folded.Text).Select(span => new PiiSpan(folded.At(span.Start), folded.End(span.End), span.Kind));
    }

    private string Redact(string text, GuardrailInput input, Dictionary<string, int> findings)
    {
        StringBuilder? left = null;
        var copied = 0;
        foreach (var span in Find(text))
        {
            if (!_kinds.Contains(span.Kind) || IsAllowed(span, text[span.Start..span.End], input)) continue;
            findings[span.Kind] = findings.GetValueOrDefault(span.Kind) + 1;
            left ??= new StringBuilder(text.Length);
            left.Append(text, copied, span.Start - copied).Append('[').Append(span.Kind).Append(']');
            copied = span.End;
        }

        return left is null ? text : left.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Value by value: what is escaped is read, and what is left is JSON again.</summary>
    private string RedactJson(JsonElement json, GuardrailInput input, Dictionary<string, int> findings)
    {
        var left = Redacted(json, input, findings);
        return findings.Count == 0 ? input.Text : JsonSerializer.Serialize(left, BatonJson.Options);
    }

    private JsonNode? Redacted(JsonElement json, GuardrailInput input, Dictionary<string, int> findings)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (var member in json.EnumerateObject()) members[Redact(member.Name, input, findings)] = Redacted(member.Value, input, findings);
                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. json.EnumerateArray().Select(item => Redacted(item, input, findings))]);
            case JsonValueKind.String:
                return Redact(json.GetString()!, input, findings);
            case JsonValueKind.Number when Redact(json.GetRawText(), input, findings) is var number && number != json.GetRawText():
                return number;
            default:
                return JsonSerializer.SerializeToNode(json);
        }
    }

    private bool IsAllowed(PiiSpan span, string value, GuardrailInput input)
    {
        if (!_allowed.TryGetValue(span.Kind, out var allowed)) return false;
        foreach (var entry in allowed)
        {
            if (entry == "*" || Same(span.Kind, entry, value)) return true;
            if (entry.StartsWith('@') && value.EndsWith(entry, StringComparison.OrdinalIgnoreCase)) return true;
            if (entry == Own && IsOwn(span.Kind, value, input)) return true;
        }

        return false;
    }

    /// <summary>True where the customer wrote it.</summary>
    private static bool IsOwn(string kind, string value, GuardrailInput input) =>
        input.Given.Any(message => message.Type == "human" && message.Content.Length <= GuardrailInput.MaxLength
            && Find(message.Content).Any(span => span.Kind == kind && Same(kind, message.Content[span.Start..span.End], value)));

    /// <summary>Numbers are the same however they are grouped; in an address every character counts.</summary>
    private static bool Same(string kind, string one, string other) => kind is PiiKinds.Card or PiiKinds.Ssn or PiiKinds.Iban or PiiKinds.Phone
        ? Bare(one).Equals(Bare(other), StringComparison.OrdinalIgnoreCase)
        : one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string Bare(string value) => string.Concat(value.Where(character => character is not (' ' or '-' or '(' or ')')));
}
