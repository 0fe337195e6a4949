using System.Text.Json;
using Baton.Errors;

namespace Baton.Contracts;

/// <summary>The words of the validator's faults. They name the schema's side and the kind of what was given, never its content.</summary>
internal static class SchemaWords
{
    private const int MostNames = 20;

    public static string Expected(SchemaTypes types)
    {
        var names = new List<string>();
        if (types.HasFlag(SchemaTypes.Object)) names.Add("an object");
        if (types.HasFlag(SchemaTypes.Array)) names.Add("an array");
        if (types.HasFlag(SchemaTypes.String)) names.Add("a string");
        if (types.HasFlag(SchemaTypes.Number)) names.Add("a number");
        else if (types.HasFlag(SchemaTypes.Integer)) names.Add("a whole number");
        if (types.HasFlag(SchemaTypes.Boolean)) names.Add("true or false");
        if (types.HasFlag(SchemaTypes.Null)) names.Add("null");
        var text = string.Join(" or ", names);
        return text.Length == 0 ? "Nothing is allowed here" : $"{char.ToUpperInvariant(text[0])}{text[1..]} is expected";
    }

    public static string Given(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Null => "null",
        _ => "nothing",
    };

    /// <summary>JSON can escape half a character; reading such a text or name throws.</summary>
    public static Fault NotUnicode(string code) => new(code, "", "A text or name in it has half of a surrogate pair and is no valid Unicode.");

    public static string Choices(JsonElement[] choices)
    {
        var names = choices.Take(MostNames).Select(choice => choice.ValueKind == JsonValueKind.String ? choice.GetString()! : choice.GetRawText());
        return (choices.Length == 1 ? "" : "one of ") + string.Join(", ", names) + (choices.Length > MostNames ? ", …" : "");
    }

    public static string Known(SchemaMember[] members)
    {
        if (members.Length == 0) return "no field is known here";
        return "known are " + string.Join(", ", members.Take(MostNames).Select(member => member.Name)) + (members.Length > MostNames ? ", …" : "");
    }
}
