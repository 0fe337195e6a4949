using Baton.Engine.Journal;
using Baton.Graphs;

namespace Baton.Engine.Streaming;

/// <summary>
/// Frames of messages: running text chunk by chunk, and what is left of a message once it is recorded. Who had the chunks does not get the
/// message again; each try of a call is a message of its own.
/// </summary>
internal sealed class MessageFrames(StreamModes modes)
{
    private readonly Dictionary<int, MessageCall> _calls = [];

    private static ReadOnlyMemory<byte>? Had => null;

    private bool InTuples => (modes & StreamModes.MessagesTuple) != StreamModes.None;

    private bool InParts => (modes & StreamModes.Messages) != StreamModes.None;

    /// <summary>Notes which calls are under way, and which try of each.</summary>
    public void Observe(JournalEntry entry, EntryBody body)
    {
        if (!InTuples && !InParts) return;
        switch (body)
        {
            case EffectStarted { Effect: EffectKind.Model } started when !MessageCall.IsInternal(started):
                var call = _calls.Values.FirstOrDefault(present => present.Is(started)) ?? new MessageCall(started);
                call.Start(entry.Seq);
                _calls[entry.Seq] = call;
                break;
            case EffectFailed failed when _calls.TryGetValue(failed.Start, out var failing):
                failing.Fail(failed);
                break;
        }
    }

    /// <summary>Notes how much of a call's text the client has, counted over all tries since this start of it.</summary>
    public void Skip(int start, int chars)
    {
        if (_calls.TryGetValue(start, out var call)) call.Sent = chars;
    }

    /// <summary>The frames of a chunk. Its id goes with the last of them: who has that one has them all.</summary>
    /// <param name="delta">The chunk.</param>
    /// <param name="whole">Gives the running text that it belongs to, as far as it has come; null where it is over. Asked only where the chunk does not continue what is known.</param>
    /// <param name="step">The step.</param>
    public IReadOnlyList<Frame> Delta(TextDelta delta, Func<string?> whole, int step)
    {
        if (!_calls.TryGetValue(delta.Start, out var call) || !call.IsAt(delta)) return [];
        var isNew = call.IsUnseen;
        // Without the whole text a chunk that does not continue what was sent is left to the recorded message.
        if (call.Take(delta, whole) is not { } taken) return [];
        var frames = new List<Frame>();
        if (InTuples) frames.Add(new Frame(null, "messages", MessageData.Tuple(call, delta.MessageId, taken.Chunk, step)));
        if (InParts && isNew) frames.Add(new Frame(null, "messages/metadata", MessageData.Metadata(call, delta.MessageId, step)));
        if (InParts) frames.Add(new Frame(null, "messages/partial", MessageData.Whole(call, delta.MessageId, taken.Text)));
        frames[^1] = frames[^1] with { Id = $"{delta.Start}.c{call.Sent}" };
        return frames;
    }

    /// <summary>The frames of a recorded message, each at a place of its own; those that the client has already are without data.</summary>
    public IEnumerable<(string Event, ReadOnlyMemory<byte>? Data)> Completed(EffectCompleted completed, int step)
    {
        if (!_calls.TryGetValue(completed.Start, out var call)) yield break;
        foreach (var start in _calls.Where(pair => pair.Value == call).Select(pair => pair.Key).ToList()) _calls.Remove(start);
        if (completed.Result.ValueKind != System.Text.Json.JsonValueKind.Object || !completed.Result.TryGetProperty("text"u8, out var value)) yield break;
        if (value.GetString() is not { Length: > 0 } text) yield break;
        var id = completed.MessageId ?? $"{completed.Start}";
        var (isNew, rest) = (call.IsUnseen, call.RestOf(text));
        if (InTuples) yield return ("messages", rest is null ? Had : MessageData.Tuple(call, id, rest, step));
        if (!InParts) yield break;
        yield return ("messages/metadata", rest is null || !isNew ? Had : MessageData.Metadata(call, id, step));
        yield return ("messages/partial", rest is null ? Had : MessageData.Whole(call, id, text));
        yield return ("messages/complete", MessageData.Whole(call, id, text));
    }
}
