using System.Globalization;
using System.Text.Json;

namespace Baton.Agents.Guardrails;

/// <summary>
/// Reads one guardrail's settings: a JSON object whose values may all be text, since configuration knows nothing else. A value of the wrong
/// form adds a fault and gives the default.
/// </summary>
internal sealed class GuardrailSettings(string guardrail, JsonElement? settings, Action<string> refuse)
{
    private static readonly string[] Common = ["at", "action", "timeout"];
    private readonly HashSet<string> _known = new(Common, StringComparer.Ordinal);

    /// <summary>Where it stands.</summary>
    public IReadOnlyList<GuardrailBoundary> At(params GuardrailBoundary[] standard)
    {
        var names = Texts("at");
        if (names.Count == 0) return standard;
        var places = new List<GuardrailBoundary>();
        foreach (var name in names)
        {
            var found = Array.Find(Enum.GetValues<GuardrailBoundary>(), place => NameOf(place) == name);
            if (NameOf(found) != name) Refuse("at", $"'{name}' is none of {string.Join(", ", Enum.GetValues<GuardrailBoundary>().Select(NameOf))}");
            else places.Add(found);
        }

        return places;
    }

    /// <summary>What happens where something is found.</summary>
    public GuardrailAction Action(GuardrailAction standard, params GuardrailAction[] others)
    {
        if (Text("action") is not { } name) return standard;
        GuardrailAction[] all = [standard, .. others];
        var found = Array.Find(all, action => NameOf(action) == name);
        if (NameOf(found) == name && Array.IndexOf(all, found) >= 0) return found;
        Refuse("action", $"must be one of {string.Join(", ", all.Select(NameOf))}");
        return standard;
    }

    public string? Text(string key) => Find(key) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } plain => plain.GetRawText(),
        _ => Refused(key, "must be text"),
    };

    public double Number(string key, double standard, double least, double most)
    {
        if (Text(key) is not { } text) return standard;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        Refuse(key, $"must be a number from {least} to {most}");
        return standard;
    }

    public TimeSpan Duration(string key, TimeSpan standard)
    {
        if (Text(key) is not { } text) return standard;
        var unit = text.EndsWith("ms", StringComparison.Ordinal) ? 1 : text.EndsWith('s') ? 1_000 : 0;
        if (unit > 0 && double.TryParse(text.TrimEnd('s').TrimEnd('m'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * unit is > 0 and <= 60_000)
        {
            return TimeSpan.FromMilliseconds(number * unit);
        }

        Refuse(key, "must be a duration such as 500ms or 2s, at most 60s");
        return standard;
    }

    /// <summary>A list of texts, or one text; empty where there is none.</summary>
    public IReadOnlyList<string> Texts(string key) => TextsOf(key, Find(key));

    /// <summary>Lists of texts by name; empty where there are none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lists(string key)
    {
        var lists = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        switch (Find(key))
        {
            case null or { ValueKind: JsonValueKind.Null }:
                break;
            case { ValueKind: JsonValueKind.Object } members:
                foreach (var member in members.EnumerateObject()) lists[member.Name] = TextsOf($"{key}/{member.Name}", member.Value);
                break;
            default:
                Refuse(key, "must be lists by name");
                break;
        }

        return lists;
    }

    /// <summary>A JSON value, or a text that is one; null where there is none.</summary>
    public JsonElement? Json(string key)
    {
        if (Find(key) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.String) return value;
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(value.GetString()!);
        }
        catch (JsonException)
        {
            Refuse(key, "is not JSON");
            return null;
        }
    }

    public void Refuse(string key, string message) => refuse($"'{guardrail}/{key}' {message}.");

    /// <summary>To be called last: every key that nobody asked for is a fault.</summary>
    public void RefuseUnknown()
    {
        if (settings is not { ValueKind: JsonValueKind.Object } members) return;
        foreach (var member in members.EnumerateObject().Where(member => !_known.Contains(member.Name)))
        {
            refuse($"Guardrail '{guardrail}' has no setting '{member.Name}'. Use one of {string.Join(", ", _known)}, or remove it.");
        }
    }

    public static string NameOf<T>(T value)
        where T : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private JsonElement? Find(string key)
    {
        _known.Add(key);
        return settings is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty(key, out var value) ? value : null;
    }

    private IReadOnlyList<string> TextsOf(string key, JsonElement? value)
    {
        switch (value)
        {
            case null or { ValueKind: JsonValueKind.Null }:
                return [];
            case { ValueKind: JsonValueKind.String } one:
                return [one.GetString()!];
            case { ValueKind: JsonValueKind.Array } items when items.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number):
                return [.. items.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())];
            default:
                Refuse(key, "must be a list of texts");
                return [];
        }
    }

    private string? Refused(string key, string message)
    {
        Refuse(key, message);
        return null;
    }
}
