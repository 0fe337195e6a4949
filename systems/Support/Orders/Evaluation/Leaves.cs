using System.Text.Json;

namespace Baton.Support.Orders.Evaluation;

/// <summary>Compares JSON values leaf by leaf. Numbers are amounts: they are equal where they are so to the cent.</summary>
internal static class Leaves
{
    /// <summary>The leaves that differ, with their JSON pointers; null stands for a leaf that is not there.</summary>
    public static IEnumerable<(string Path, JsonElement? Before, JsonElement? After)> Differences(JsonElement? before, JsonElement? after, string path = "")
    {
        if (before is { } one && after is { } other && AreEqual(one, other)) return [];
        if (!IsBranch(before) && !IsBranch(after)) return [(path, before, after)];
        return Names(before).Union(Names(after)).SelectMany(name => Differences(Member(before, name), Member(after, name), $"{path}/{name.Replace("~", "~0").Replace("/", "~1")}"));
    }

    /// <summary>True where two values say the same.</summary>
    public static bool AreEqual(JsonElement one, JsonElement other) =>
        one.ValueKind == JsonValueKind.Number && other.ValueKind == JsonValueKind.Number
            ? decimal.Round(one.GetDecimal(), 2) == decimal.Round(other.GetDecimal(), 2)
            : JsonElement.DeepEquals(one, other);

    private static bool IsBranch(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Object } members => members.EnumerateObject().Any(),
        { ValueKind: JsonValueKind.Array } items => items.GetArrayLength() > 0,
        _ => false,
    };

    private static IEnumerable<string> Names(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Object } members => members.EnumerateObject().Select(member => member.Name),
        { ValueKind: JsonValueKind.Array } items => Enumerable.Range(0, items.GetArrayLength()).Select(index => index.ToString()),
        _ => [],
    };

    private static JsonElement? Member(JsonElement? value, string name) => value switch
    {
        { ValueKind: JsonValueKind.Object } members when members.TryGetProperty(name, out var member) => member,
        { ValueKind: JsonValueKind.Array } items when int.TryParse(name, out var index) && index < items.GetArrayLength() => items[index],
        _ => null,
    };
}
