using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Streaming;

/// <summary>The data of frames, in the shapes of the run API.</summary>
internal sealed class FrameData(RunRow row)
{
    public static ReadOnlyMemory<byte> Object(string name, JsonElement? patch) => Update(name, patch);

    /// <summary><c>{"node": {members that were set, items that were appended}}</c>.</summary>
    public static ReadOnlyMemory<byte> Update(string node, JsonElement? patch) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName(node);
        WriteChanges(writer, patch);
        writer.WriteEndObject();
    });

    public ReadOnlyMemory<byte> TaskStart(string visit, string node) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        WriteTask(writer, visit, node);
        writer.WriteNull("input"u8);
        writer.WriteStartArray("triggers"u8);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    public ReadOnlyMemory<byte> TaskEnd(string visit, string node, JsonElement? patch, ErrorBody? error) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        WriteTask(writer, visit, node);
        if (error is null)
        {
            writer.WritePropertyName("result"u8);
            WriteChanges(writer, patch);
        }
        else
        {
            writer.WriteString("error"u8, $"{error.Code} {error.Message}");
        }

        writer.WriteEndObject();
    });

    public ReadOnlyMemory<byte> Checkpoint(
        CheckpointRef at, CheckpointRef? parent, string source, int step, string? node, ReadOnlyMemory<byte> values, string next) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName("config"u8);
        WriteConfig(writer, at);
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("source"u8, source);
        writer.WriteNumber("step"u8, step);
        writer.WriteStartObject("parents"u8);
        writer.WriteEndObject();
        writer.WriteString("run_id"u8, row.Id);
        if (node is not null) writer.WriteString("langgraph_node"u8, node);
        writer.WriteEndObject();
        writer.WritePropertyName("values"u8);
        writer.WriteRawValue(values.Span, skipInputValidation: true);
        writer.WriteStartArray("next"u8);
        if (next != Graph.End) writer.WriteStringValue(next);
        writer.WriteEndArray();
        writer.WritePropertyName("parent_config"u8);
        if (parent is null) writer.WriteNullValue();
        else WriteConfig(writer, parent);
        writer.WriteStartArray("tasks"u8);
        if (next != Graph.End)
        {
            writer.WriteStartObject();
            WriteTask(writer, next, next);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Debug(int step, DateTimeOffset at, string type, ReadOnlyMemory<byte> payload) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("step"u8, step);
        writer.WriteString("timestamp"u8, at);
        writer.WriteString("type"u8, type);
        writer.WritePropertyName("payload"u8);
        writer.WriteRawValue(payload.Span, skipInputValidation: true);
        writer.WriteEndObject();
    });

    public ReadOnlyMemory<byte> Event(string name, string node, JsonElement? patch) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("event"u8, name);
        writer.WriteString("name"u8, node);
        writer.WriteString("run_id"u8, row.Id);
        writer.WriteStartArray("tags"u8);
        writer.WriteEndArray();
        writer.WriteStartObject("metadata"u8);
        writer.WriteString("langgraph_node"u8, node);
        writer.WriteEndObject();
        writer.WriteStartArray("parent_ids"u8);
        writer.WriteEndArray();
        writer.WriteStartObject("data"u8);
        writer.WritePropertyName("output"u8);
        WriteChanges(writer, patch);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <summary><c>{state…, "__interrupt__": [{id, value, …}]}</c>; a static stop has an empty list.</summary>
    public static ReadOnlyMemory<byte> Interrupts(StateDocument? state, TicketOpened opened) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        if (state is not null)
        {
            foreach (var member in state.ToElement().EnumerateObject()) member.WriteTo(writer);
        }

        writer.WriteStartArray("__interrupt__"u8);
        if (opened.Kind == TicketKind.Approval)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, opened.Ticket);
            writer.WritePropertyName("value"u8);
            (opened.Value ?? JsonBytes.Null).WriteTo(writer);
            if (opened.Schema is { } schema)
            {
                writer.WritePropertyName("response_schema"u8);
                schema.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Error(ErrorBody error) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error"u8, error.Type);
        writer.WriteString("message"u8, error.Message);
        writer.WriteString("code"u8, error.Code);
        writer.WriteEndObject();
    });

    private void WriteConfig(Utf8JsonWriter writer, CheckpointRef at)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("configurable"u8);
        writer.WriteString("thread_id"u8, row.Thread);
        writer.WriteString("checkpoint_ns"u8, "");
        writer.WriteString("checkpoint_id"u8, CheckpointIds.Format(at));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteTask(Utf8JsonWriter writer, string visit, string node)
    {
        writer.WriteString("id"u8, $"{row.Id:D}:{visit}");
        writer.WriteString("name"u8, node);
        writer.WriteStartArray("interrupts"u8);
        writer.WriteEndArray();
    }

    private static void WriteChanges(Utf8JsonWriter writer, JsonElement? patch)
    {
        writer.WriteStartObject();
        if (patch is { } changes)
        {
            foreach (var section in changes.EnumerateObject())
            {
                foreach (var member in section.Value.EnumerateObject()) member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}
