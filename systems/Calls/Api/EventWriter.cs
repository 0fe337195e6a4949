using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Baton.Contracts;

namespace Baton.Calls.Api;

/// <summary>Writes events of turns: as server-sent events, or as one JSON object each.</summary>
internal static class EventWriter
{
    /// <summary>Writes a server-sent event with its blank line.</summary>
    public static void Write(PipeWriter body, TurnEvent told)
    {
        if (told.Id is { } id) Encoding.UTF8.GetBytes($"id: {id}\n", body);
        Encoding.UTF8.GetBytes($"event: {told.Name}\ndata: ", body);
        using (var writer = new Utf8JsonWriter(body, Options)) told.Data.WriteTo(writer);
        body.Write("\n\n"u8);
    }

    /// <summary>An event as a JSON object.</summary>
    public static ReadOnlyMemory<byte> Message(TurnEvent told)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        writer.WriteString("event"u8, told.Name);
        if (told.Id is { } id) writer.WriteString("id"u8, id);
        writer.WritePropertyName("data"u8);
        told.Data.WriteTo(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static JsonWriterOptions Options => new() { Encoder = BatonJson.Options.Encoder };
}
