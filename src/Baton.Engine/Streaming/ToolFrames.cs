using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Graphs;

namespace Baton.Engine.Streaming;

/// <summary>Frames of tool calls: a beginning and an end each, from the effects that the calls are.</summary>
/// <remarks>What a tool was given stands in the answer of the model that asked for it, which comes before the call.</remarks>
internal sealed class ToolFrames
{
    private readonly Dictionary<(string Visit, string Call), JsonElement> _asked = [];
    private readonly Dictionary<int, ToolCall> _running = [];
    private readonly Dictionary<int, string> _models = [];

    /// <summary>The frame that an entry makes, or null.</summary>
    public ReadOnlyMemory<byte>? Of(JournalEntry entry, EntryBody body)
    {
        switch (body)
        {
            case EffectStarted { Effect: EffectKind.Model } model:
                _models[entry.Seq] = model.Visit;
                return null;
            case EffectStarted { Effect: EffectKind.Tool } started when !_running.Values.Any(call => call.Is(started)):
                var call = _running[entry.Seq] = ToolCall.Of(started);
                return Frame("on_tool_start", call, "input", _asked.GetValueOrDefault((started.Visit, call.Id)));
            case EffectCompleted completed when _models.Remove(completed.Start, out var visit):
                Note(visit, completed.Result);
                return null;
            case EffectCompleted completed when _running.Remove(completed.Start, out var ended):
                var output = Member(completed.Result, "content"u8) ?? completed.Result;
                var hasFailed = Member(completed.Result, "is_error"u8) is { ValueKind: JsonValueKind.True };
                return hasFailed ? Frame("on_tool_error", ended, "error", output) : Frame("on_tool_end", ended, "output", output);
            case EffectFailed { RetryAt: null } failed when _running.Remove(failed.Start, out var broken):
                return Frame("on_tool_error", broken, "error", JsonBytes.From(failed.Error.Message));
            default:
                return null;
        }
    }

    private void Note(string visit, JsonElement answer)
    {
        if (Member(answer, "tool_calls"u8) is not { ValueKind: JsonValueKind.Array } calls) return;
        foreach (var call in calls.EnumerateArray())
        {
            if (Member(call, "id"u8) is { ValueKind: JsonValueKind.String } id && Member(call, "args"u8) is { } args) _asked[(visit, id.GetString()!)] = args;
        }
    }

    private static JsonElement? Member(JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static ReadOnlyMemory<byte> Frame(string kind, ToolCall call, string member, JsonElement value) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("event"u8, kind);
        writer.WriteString("toolCallId"u8, call.Id);
        writer.WriteString("name"u8, call.Name);
        writer.WritePropertyName(member);
        if (value.ValueKind == JsonValueKind.Undefined) writer.WriteNullValue();
        else value.WriteTo(writer);
        writer.WriteEndObject();
    });

    /// <summary>One call, as its effect began.</summary>
    private sealed record ToolCall(EffectStarted Started, string Id, string Name)
    {
        /// <summary>A call that no model asked for has no id: its place in the run is one.</summary>
        public static ToolCall Of(EffectStarted started) => new(
            started, Requested(started, "call_id"u8) ?? $"{started.Visit}:{started.Name}.{started.Ordinal}", Requested(started, "tool"u8) ?? started.Name);

        public bool Is(EffectStarted other) => (Started.Visit, Started.Name, Started.Ordinal) == (other.Visit, other.Name, other.Ordinal);

        private static string? Requested(EffectStarted started, ReadOnlySpan<byte> name) =>
            started.Request is { } request && Member(request, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
    }
}
