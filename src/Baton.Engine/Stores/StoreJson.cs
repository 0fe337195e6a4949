using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Baton.Engine.Stores;

/// <summary>How stores keep and compare JSON; shared by the drivers.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class StoreJson
{
    /// <summary>The form of the small records that drivers and exports keep (inbox rows, parents).</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new ElementConverter() },
    };

    /// <summary>The element's own text as UTF-8, without a copy; empty for null.</summary>
    public static ReadOnlySpan<byte> Utf8(JsonElement? element) => element is { } value ? JsonMarshal.GetRawUtf8Value(value) : default;

    /// <summary>Reads an element.</summary>
    /// <param name="utf8">UTF-8 JSON.</param>
    /// <returns>An element of its own, which lasts.</returns>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>A copy that does not depend on its document.</summary>
    public static JsonElement? Own(JsonElement? element) => element?.Clone();

    /// <summary>True where both are absent, or say the same.</summary>
    public static bool AreEqual(JsonElement? left, JsonElement? right) =>
        left is { } a ? right is { } b && JsonElement.DeepEquals(a, b) : right is null;

    /// <summary>True where <paramref name="whole"/> has every member of <paramref name="part"/>: objects member by member, all else by value.</summary>
    public static bool Contains(JsonElement? whole, JsonElement part)
    {
        if (whole is not { } value)
        {
            return false;
        }

        if (part.ValueKind != JsonValueKind.Object || value.ValueKind != JsonValueKind.Object)
        {
            return JsonElement.DeepEquals(value, part);
        }

        foreach (var member in part.EnumerateObject())
        {
            if (!value.TryGetProperty(member.Name, out var present) || !Contains(present, member.Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>An object with the members of both; <paramref name="changes"/> wins.</summary>
    public static JsonElement Merge(JsonElement? present, JsonElement changes)
    {
        var merged = new JsonObject();
        if (present is { ValueKind: JsonValueKind.Object } old)
        {
            AddAll(merged, old);
        }

        if (changes.ValueKind == JsonValueKind.Object)
        {
            AddAll(merged, changes);
        }

        return Parse(Encoding.UTF8.GetBytes(merged.ToJsonString(Options)));
    }

    private static void AddAll(JsonObject target, JsonElement source)
    {
        foreach (var member in source.EnumerateObject())
        {
            target[member.Name] = JsonSerializer.SerializeToNode(member.Value);
        }
    }

    /// <summary>Keeps apart what System.Text.Json reads alike: an answer that is JSON null, and no answer.</summary>
    private sealed class ElementConverter : JsonConverter<JsonElement?>
    {
        public override bool HandleNull => true;

        public override JsonElement? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonElement.ParseValue(ref reader);

        public override void Write(Utf8JsonWriter writer, JsonElement? value, JsonSerializerOptions options)
        {
            if (value is { } element)
            {
                element.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}
