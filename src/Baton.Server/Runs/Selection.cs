using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Baton.Server.Runs;

/// <summary>Keeps of a body only the members that the client asked for.</summary>
internal static class Selection
{
    /// <summary>Each body with only the named members; whole where <paramref name="members"/> is null or empty.</summary>
    public static IReadOnlyList<JsonElement> Of<T>(IEnumerable<T> bodies, IReadOnlyCollection<string>? members, JsonTypeInfo<T> type) =>
        [.. bodies.Select(body => One(JsonSerializer.SerializeToElement(body, type), members))];

    /// <summary>True where <paramref name="element"/> has all members of <paramref name="filter"/> with the same values.</summary>
    public static bool Matches(JsonElement element, JsonElement? filter) =>
        filter is not { ValueKind: JsonValueKind.Object } wanted
        || wanted.EnumerateObject().All(member =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member.Name, out var value) && JsonElement.DeepEquals(value, member.Value));

    private static JsonElement One(JsonElement body, IReadOnlyCollection<string>? members)
    {
        if (members is null || members.Count == 0) return body;
        var kept = new JsonObject();
        foreach (var member in body.EnumerateObject().Where(member => members.Contains(member.Name)))
        {
            kept[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }

        return JsonElement.Parse(kept.ToJsonString());
    }
}
