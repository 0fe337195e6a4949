using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Errors;

namespace Baton.Server.Runs;

/// <summary>Lists in queries. Clients send them as repeated parameters or as one parameter that holds a JSON list.</summary>
internal static class QueryLists
{
    /// <summary>The strings that one parameter holds.</summary>
    /// <exception cref="BatonException">It begins like a list but is none.</exception>
    public static IEnumerable<string> Parse(string? value)
    {
        if (string.IsNullOrEmpty(value)) return [];
        if (!value.StartsWith('[')) return [value.Trim('"')];
        try
        {
            return JsonSerializer.Deserialize(value, QueryListJson.Default.StringArray) ?? [];
        }
        catch (JsonException)
        {
            throw new BatonException(ErrorCodes.RequestInvalid, "A query value that begins with '[' must be a JSON list of strings.");
        }
    }
}

/// <summary>How lists in queries are read.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class QueryListJson : JsonSerializerContext;
