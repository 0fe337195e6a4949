using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Errors;

namespace Baton.Cli.Batch;

/// <summary>How a row becomes an input: <c>--map field=column</c>, <c>--set field=value</c>, and columns that bear a field's name.</summary>
/// <param name="Columns">From the input's field to the row's column.</param>
/// <param name="Constants">From the input's field to its value in every row.</param>
internal sealed record InputMapping(IReadOnlyDictionary<string, string> Columns, IReadOnlyDictionary<string, string> Constants)
{
    /// <summary>Reads the options.</summary>
    /// <exception cref="BatonException">One has no <c>=</c>, or a field is named twice.</exception>
    public static InputMapping Parse(IEnumerable<string> maps, IEnumerable<string> sets) => new(Pairs("--map", maps), Pairs("--set", sets));

    /// <summary>The input that a row of a table makes. Columns that the input does not have are left out.</summary>
    /// <exception cref="BatonException">A column is missing, a required field has none, or a value does not fit its type.</exception>
    public JsonObject FromRow(IReadOnlyDictionary<string, string> row, InputFields fields)
    {
        var input = new JsonObject();
        foreach (var field in fields.Names.Concat(Columns.Keys).Concat(Constants.Keys).Distinct(StringComparer.Ordinal))
        {
            if (Text(field, row) is { } text) input[field] = fields.Value(field, text);
        }

        var missing = fields.Required.Where(field => !input.ContainsKey(field)).ToList();
        if (missing.Count == 0) return input;
        throw new BatonException(
            ErrorCodes.CommandInputInvalid,
            $"The input needs {string.Join(", ", missing)}. Add {string.Join(" ", missing.Select(field => $"--map {field}=<column>"))} " +
            $"or {string.Join(" ", missing.Select(field => $"--set {field}=<value>"))}. The columns are: {string.Join(", ", row.Keys)}.");
    }

    /// <summary>The input that a JSON object makes: members renamed and constants added.</summary>
    public JsonObject FromJson(JsonObject given, InputFields fields)
    {
        var input = given.DeepClone().AsObject();
        foreach (var (field, column) in Columns)
        {
            if (!input.Remove(column, out var value))
                throw new BatonException(ErrorCodes.CommandInputInvalid, $"There is no member '{column}' to map to '{field}'.");
            input[field] = value;
        }

        foreach (var (field, text) in Constants) input[field] ??= fields.Value(field, text);
        return input;
    }

    private string? Text(string field, IReadOnlyDictionary<string, string> row)
    {
        if (!Columns.TryGetValue(field, out var column))
            return Constants.TryGetValue(field, out var constant) ? constant : row.GetValueOrDefault(field);
        return row.TryGetValue(column, out var value)
            ? value
            : throw new BatonException(
                ErrorCodes.CommandInputInvalid, $"There is no column '{column}' to map to '{field}'. The columns are: {string.Join(", ", row.Keys)}.");
    }

    private static Dictionary<string, string> Pairs(string option, IEnumerable<string> values)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            var cut = value.IndexOf('=');
            if (cut <= 0 || !pairs.TryAdd(value[..cut], value[(cut + 1)..]))
                throw new BatonException(ErrorCodes.CommandInputInvalid, $"{option} {value}: write field=value, each field once.");
        }

        return pairs;
    }
}

/// <summary>The fields of an assistant's input, from its JSON schema.</summary>
/// <param name="Types">From each field to its JSON type (<c>string</c>, <c>integer</c> …).</param>
/// <param name="Required">The fields that must be there.</param>
internal sealed record InputFields(IReadOnlyDictionary<string, string> Types, IReadOnlySet<string> Required)
{
    /// <summary>The names.</summary>
    public IEnumerable<string> Names => Types.Keys;

    /// <summary>The fields that a schema names; none where it names none.</summary>
    public static InputFields Of(JsonElement? schema)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        var required = new HashSet<string>(StringComparer.Ordinal);
        if (schema is not { ValueKind: JsonValueKind.Object } root) return new InputFields(types, required);
        if (root.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject()) types[property.Name] = TypeOf(property.Value);
        }

        if (root.TryGetProperty("required", out var names)) required.UnionWith(names.EnumerateArray().Select(name => name.GetString()!));
        return new InputFields(types, required);
    }

    /// <summary>A text as a value of the field's type.</summary>
    /// <exception cref="BatonException">It is none.</exception>
    public JsonNode? Value(string field, string text)
    {
        var type = Types.GetValueOrDefault(field, "string");
        JsonNode? value = type switch
        {
            "string" => JsonValue.Create(text),
            _ when text.Length == 0 => null,
            "integer" when long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) => number,
            "number" when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            "boolean" when bool.TryParse(text, out var flag) => flag,
            "object" or "array" => JsonTexts.Node(text, field),
            _ => throw new BatonException(ErrorCodes.CommandInputInvalid, $"'{text}' is no {type}, which the field '{field}' needs."),
        };
        return value;
    }

    private static string TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type)) return "string";
        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(item => item.GetString()!).FirstOrDefault(item => item != "null") ?? "string"
            : type.GetString() ?? "string";
    }
}
