using System.Text;
using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Graphs;

namespace Baton.Engine.Streaming;

/// <summary>
/// Frames of messages: running text chunk by chunk, and what is left of a message once it is recorded. Who had the chunks does not get the
/// message again; each try of a call is a message of its own.
/// </summary>
internal sealed class MessageFrames(StreamModes modes)
{
    private readonly Dictionary<int, Call> _calls = [];

    private bool IsWanted => (modes & (StreamModes.MessagesTuple | StreamModes.Messages)) != StreamModes.None;

    public void Observe(JournalEntry entry, EntryBody body)
    {
        if (!IsWanted || body is not EffectStarted { Effect: EffectKind.Model } started) return;
        if (!_calls.ContainsKey(entry.Seq)) _calls[entry.Seq] = new Call(started);
    }

    public void Skip(int start, int chars)
    {
        if (_calls.TryGetValue(start, out var call)) call.Sent = chars;
    }

    public IReadOnlyList<Frame> Delta(TextDelta delta, string? whole, int step)
    {
        if (!_calls.TryGetValue(delta.Start, out var call)) return [];
        if (call.MessageId is not null && call.MessageId != delta.MessageId) call.Restart();
        call.MessageId = delta.MessageId;
        if (delta.Chars <= call.Sent) return [];
        var from = delta.Chars - delta.Text.Length;
        if (from == call.Sent) return call.Emit(modes, delta.Start, delta.Text, delta.Chars, step);
        // A gap: the stream began in the middle of the message. The whole running text closes it, or the recorded message does later.
        return whole is null || whole.Length < delta.Chars || from < call.Sent
            ? []
            : call.Emit(modes, delta.Start, whole[call.Sent..delta.Chars], delta.Chars, step);
    }

    public IEnumerable<Frame> Completed(int seq, EffectCompleted completed, int step)
    {
        if (!_calls.Remove(completed.Start, out var call)) yield break;
        if (completed.Result.ValueKind != JsonValueKind.Object || !completed.Result.TryGetProperty("text"u8, out var value)) yield break;
        var text = value.GetString() ?? "";
        if (call.MessageId is not null && completed.MessageId is not null && call.MessageId != completed.MessageId) call.Restart();
        call.MessageId = completed.MessageId ?? call.MessageId ?? $"{seq}";
        if (text.Length > call.Sent)
        {
            foreach (var frame in call.Emit(modes, completed.Start, text[call.Sent..], text.Length, step)) yield return frame with { Id = $"{seq}.{frame.Event.Length % 10}" };
        }

        if ((modes & StreamModes.Messages) != StreamModes.None && text.Length > 0) yield return new Frame($"{seq}", "messages/complete", call.Whole(text));
    }

    /// <summary>One model call, as far as the client has seen it.</summary>
    private sealed class Call(EffectStarted started)
    {
        private readonly StringBuilder _text = new();
        private bool _announced;

        public int Sent { get; set; }

        public string? MessageId { get; set; }

        public void Restart()
        {
            Sent = 0;
            _text.Clear();
            _announced = false;
        }

        public List<Frame> Emit(StreamModes modes, int start, string chunk, int chars, int step)
        {
            Sent = chars;
            _text.Append(chunk);
            var frames = new List<Frame>();
            var id = $"{start}.c{chars}";
            if ((modes & StreamModes.MessagesTuple) != StreamModes.None) frames.Add(new Frame(id, "messages", Tuple(chunk, step)));
            if ((modes & StreamModes.Messages) == StreamModes.None) return frames;
            if (!_announced) frames.Add(new Frame(id, "messages/metadata", Metadata(step)));
            _announced = true;
            frames.Add(new Frame(id, "messages/partial", Whole(_text.ToString())));
            return frames;
        }

        public ReadOnlyMemory<byte> Whole(string text) => JsonBytes.Write(writer =>
        {
            writer.WriteStartArray();
            WriteMessage(writer, "ai", text);
            writer.WriteEndArray();
        });

        private ReadOnlyMemory<byte> Tuple(string chunk, int step) => JsonBytes.Write(writer =>
        {
            writer.WriteStartArray();
            WriteMessage(writer, "AIMessageChunk", chunk);
            WriteWhere(writer, step);
            writer.WriteEndArray();
        });

        private ReadOnlyMemory<byte> Metadata(int step) => JsonBytes.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject(MessageId!);
            writer.WritePropertyName("metadata"u8);
            WriteWhere(writer, step);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });

        private void WriteMessage(Utf8JsonWriter writer, string type, string text)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, type);
            writer.WriteString("id"u8, MessageId);
            writer.WriteString("content"u8, text);
            if (Agent is { } agent) writer.WriteString("name"u8, agent);
            writer.WriteEndObject();
        }

        private void WriteWhere(Utf8JsonWriter writer, int step)
        {
            var visit = started.Visit;
            var slash = visit.LastIndexOf('/');
            var hash = visit.IndexOf('#', slash + 1);
            writer.WriteStartObject();
            writer.WriteString("langgraph_node"u8, hash < 0 ? visit[(slash + 1)..] : visit[(slash + 1)..hash]);
            writer.WriteNumber("langgraph_step"u8, step + 1);
            writer.WriteString("langgraph_checkpoint_ns"u8, slash < 0 ? "" : visit[..slash]);
            if (Agent is { } agent) writer.WriteString("agent"u8, agent);
            if (Requested("provider"u8) is { } provider) writer.WriteString("ls_provider"u8, provider);
            if (Requested("model"u8) is { } model) writer.WriteString("ls_model_name"u8, model);
            writer.WriteStartArray("tags"u8);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        private string? Agent => Requested("agent"u8);

        private string? Requested(ReadOnlySpan<byte> member) =>
            started.Request is { ValueKind: JsonValueKind.Object } request && request.TryGetProperty(member, out var value) ? value.GetString() : null;
    }
}
