using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Baton.Contracts;

namespace Baton.Engine.Journal;

/// <summary>Short ways between values, JSON elements and UTF-8 bytes.</summary>
internal static class JsonBytes
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonElement Null { get; } = Parse("null"u8.ToArray());

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Options)) write(writer);
        return buffer.WrittenMemory;
    }

    /// <summary>An element of its own, which needs no disposal.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        return JsonElement.ParseValue(ref reader);
    }

    public static JsonElement From(object? value) =>
        value is JsonElement element ? element
        : value is null ? Null
        : JsonSerializer.SerializeToElement(value, value.GetType(), BatonJson.Options);

    public static object? To(JsonElement value, Type type) =>
        type == typeof(JsonElement) ? value : value.Deserialize(type, BatonJson.Options);

    public static ReadOnlyMemory<byte> Bytes(JsonElement element) => Write(element.WriteTo);
}
