using System.Text.Json;

namespace Baton.Agents.Guardrails.Checks;

/// <summary><c>validate_input_record</c>: the input is a JSON record that has its fields and comes from a known system.</summary>
internal sealed class InputRecordCheck : TextCheck
{
    private readonly GuardrailAction _action;
    private readonly IReadOnlyList<string> _required;
    private readonly string _sourceField;
    private readonly IReadOnlyList<string> _sources;

    public InputRecordCheck(GuardrailSettings settings)
    {
        _action = settings.Action(GuardrailAction.Block, GuardrailAction.Flag);
        _required = settings.Texts("required");
        _sourceField = settings.Text("source_field") ?? "source";
        _sources = settings.Texts("sources");
        if (_required.Count == 0 && _sources.Count == 0) settings.Refuse("required", "and 'sources' are both missing: name the fields that must be there, or the systems that records may come from");
    }

    public override GuardrailVerdict Check(GuardrailInput input)
    {
        if (Record(input.Text) is not { ValueKind: JsonValueKind.Object } record) return Refused("It is not one JSON object.", "no_record");
        var missing = _required.Where(field => !IsThere(record, field)).ToList();
        if (missing.Count > 0) return Refused($"Fields are missing or empty: {string.Join(", ", missing)}.", "missing_field", missing.Count);
        if (_sources.Count == 0) return GuardrailVerdict.Pass;
        return Find(record, _sourceField) is { ValueKind: JsonValueKind.String } source && _sources.Contains(source.GetString(), StringComparer.OrdinalIgnoreCase)
            ? GuardrailVerdict.Pass
            : Refused($"Its '{_sourceField}' is none of {string.Join(", ", _sources)}.", "unknown_source");
    }

    private GuardrailVerdict Refused(string reason, string finding, int count = 1) =>
        GuardrailVerdict.Of(_action, reason, new Dictionary<string, int> { [finding] = count });

    private static bool IsThere(JsonElement record, string field) => Find(record, field) switch
    {
        null or { ValueKind: JsonValueKind.Null } => false,
        { ValueKind: JsonValueKind.String } text => !string.IsNullOrWhiteSpace(text.GetString()),
        _ => true,
    };

    /// <summary>A member, or one inside another: <c>customer.id</c>.</summary>
    private static JsonElement? Find(JsonElement record, string path)
    {
        JsonElement? at = record;
        foreach (var name in path.Split('.'))
        {
            at = at is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty(name, out var value) ? value : null;
        }

        return at;
    }

    private static JsonElement? Record(string text)
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
