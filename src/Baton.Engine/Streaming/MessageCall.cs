using System.Text.Json;
using Baton.Engine.Journal;

namespace Baton.Engine.Streaming;

/// <summary>One model call as far as a client has seen it. Its text is counted over all tries since its latest start, so that no two chunks have one number.</summary>
internal sealed class MessageCall(EffectStarted started)
{
    private int _attempt = 1;
    private int _start;
    private int _before;
    private string _text = "";

    /// <summary>How many characters the client has, those of earlier tries included.</summary>
    public int Sent { get; set; }

    /// <summary>True while the client has nothing of this try's message.</summary>
    public bool IsUnseen => Sent <= _before;

    public string Visit => started.Visit;

    public string? Agent => Requested("agent"u8);

    public string? Provider => Requested("provider"u8);

    public string? Model => Requested("model"u8);

    /// <summary>True for a call whose answer is for the agent itself and no message to anybody: its request names a purpose.</summary>
    public static bool IsInternal(EffectStarted started) =>
        started.Request is { ValueKind: JsonValueKind.Object } request && request.TryGetProperty("purpose"u8, out _);

    public bool Is(EffectStarted other) => (other.Visit, other.Name, other.Ordinal) == (started.Visit, started.Name, started.Ordinal);

    /// <summary>The call is started, or taken up again: its text begins anew.</summary>
    public void Start(int seq)
    {
        _start = seq;
        (Sent, _before, _text) = (0, 0, "");
    }

    /// <summary>A try failed: the next one's text is counted on from it, and is another message.</summary>
    public void Fail(EffectFailed failed)
    {
        _attempt = failed.NextAttempt;
        _before += failed.Partial?.Length ?? 0;
        _text = "";
        Sent = Math.Max(Sent, _before);
    }

    /// <summary>True where a chunk belongs to the try that is under way.</summary>
    public bool IsAt(TextDelta delta) => delta.Start == _start && delta.Attempt == _attempt;

    /// <summary>What of a chunk is new, and the message up to its end; null where that cannot be told.</summary>
    public (string Chunk, string Text)? Take(TextDelta delta, Func<string?> whole)
    {
        var had = Sent - _before;
        if (delta.Chars <= had) return null;
        if (_text.Length == delta.Chars - delta.Text.Length) _text += delta.Text;
        else if (whole() is { } running && running.Length >= delta.Chars) _text = running[..delta.Chars];
        else return null;
        Sent = _before + delta.Chars;
        return (_text[had..], _text);
    }

    /// <summary>What the client lacks of the recorded message; null where it has all of it.</summary>
    public string? RestOf(string text)
    {
        var had = Math.Max(0, Sent - _before);
        return had < text.Length ? text[had..] : null;
    }

    private string? Requested(ReadOnlySpan<byte> member) =>
        started.Request is { ValueKind: JsonValueKind.Object } request && request.TryGetProperty(member, out var value) ? value.GetString() : null;
}
