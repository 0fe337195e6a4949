using System.Text;
using System.Text.Json;

namespace Baton.Agents.Guardrails.Text;

/// <summary>What is said in JSON: an escape in a string hides what stands beside it from whoever reads the raw text.</summary>
internal static class JsonText
{
    /// <summary>A text as JSON, where it is an object or an array as a whole; otherwise null.</summary>
    public static JsonElement? Read(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.IsEmpty || (trimmed[0], trimmed[^1]) is not (('{', '}') or ('[', ']'))) return null;
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(trimmed);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Names and strings, a line each, in their order.</summary>
    public static string Prose(JsonElement json)
    {
        var lines = new StringBuilder();
        Add(json, lines);
        return lines.ToString();
    }

    private static void Add(JsonElement json, StringBuilder lines)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    lines.Append(member.Name).Append('\n');
                    Add(member.Value, lines);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray()) Add(item, lines);
                break;
            case JsonValueKind.String:
                lines.Append(json.GetString()).Append('\n');
                break;
            default:
                lines.Append(json.GetRawText()).Append('\n');
                break;
        }
    }
}
