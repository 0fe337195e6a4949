using System.Text.Json;
using Baton.Engine.Journal;

namespace Baton.Engine.Streaming;

/// <summary>The data of message frames, in the shapes of the run API.</summary>
internal static class MessageData
{
    /// <summary><c>[{message with this chunk}, {where it comes from}]</c>.</summary>
    public static ReadOnlyMemory<byte> Tuple(MessageCall call, string id, string chunk, int step) => JsonBytes.Write(writer =>
    {
        writer.WriteStartArray();
        WriteMessage(writer, call, "AIMessageChunk", id, chunk);
        WriteWhere(writer, call, step);
        writer.WriteEndArray();
    });

    /// <summary><c>{id: {"metadata": {where it comes from}}}</c>.</summary>
    public static ReadOnlyMemory<byte> Metadata(MessageCall call, string id, int step) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject(id);
        writer.WritePropertyName("metadata"u8);
        WriteWhere(writer, call, step);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary><c>[{the message as it is so far}]</c>.</summary>
    public static ReadOnlyMemory<byte> Whole(MessageCall call, string id, string text) => JsonBytes.Write(writer =>
    {
        writer.WriteStartArray();
        WriteMessage(writer, call, "ai", id, text);
        writer.WriteEndArray();
    });

    private static void WriteMessage(Utf8JsonWriter writer, MessageCall call, string type, string id, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, type);
        writer.WriteString("id"u8, id);
        writer.WriteString("content"u8, text);
        if (call.Agent is { } agent) writer.WriteString("name"u8, agent);
        writer.WriteEndObject();
    }

    private static void WriteWhere(Utf8JsonWriter writer, MessageCall call, int step)
    {
        var slash = call.Visit.LastIndexOf('/');
        var hash = call.Visit.IndexOf('#', slash + 1);
        writer.WriteStartObject();
        writer.WriteString("langgraph_node"u8, hash < 0 ? call.Visit[(slash + 1)..] : call.Visit[(slash + 1)..hash]);
        writer.WriteNumber("langgraph_step"u8, step + 1);
        writer.WriteString("langgraph_checkpoint_ns"u8, slash < 0 ? "" : call.Visit[..slash]);
        if (call.Agent is { } agent) writer.WriteString("agent"u8, agent);
        if (call.Provider is { } provider) writer.WriteString("ls_provider"u8, provider);
        if (call.Model is { } model) writer.WriteString("ls_model_name"u8, model);
        writer.WriteStartArray("tags"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
