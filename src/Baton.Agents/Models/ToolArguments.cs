using System.Text.Json;

namespace Baton.Agents.Models;

/// <summary>Reads the arguments that a model gives to a tool.</summary>
internal static class ToolArguments
{
    /// <summary>The arguments by name.</summary>
    /// <exception cref="JsonException">They are not one JSON object.</exception>
    public static Dictionary<string, object?> Parse(string json)
    {
        var value = JsonSerializer.Deserialize<JsonElement>(json);
        if (value.ValueKind != JsonValueKind.Object) throw new JsonException("An object is expected.");
        return ByName(value);
    }

    /// <summary>The members of an object by name; of a member that is there twice, the last.</summary>
    public static Dictionary<string, object?> ByName(JsonElement value)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (value.ValueKind != JsonValueKind.Object) return arguments;
        foreach (var property in value.EnumerateObject()) arguments[property.Name] = property.Value;
        return arguments;
    }
}
