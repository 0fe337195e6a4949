using System.Globalization;

namespace Baton.Engine.Streaming;

/// <summary>Where a client stands: after a frame (<c>seq</c> or <c>seq.n</c>), or in the middle of a message (<c>seq.cN</c>).</summary>
internal readonly record struct StreamPosition(int Seq, int Number, int Chars)
{
    public static StreamPosition Parse(string? lastEventId, int after)
    {
        if (lastEventId is null) return new StreamPosition(after, int.MaxValue, 0);
        var dot = lastEventId.IndexOf('.');
        if (!int.TryParse(dot < 0 ? lastEventId : lastEventId.AsSpan(0, dot), CultureInfo.InvariantCulture, out var seq) || seq < 0) return default;
        if (dot < 0) return new StreamPosition(seq, 0, 0);
        var rest = lastEventId.AsSpan(dot + 1);
        var isText = rest.StartsWith("c");
        if (!int.TryParse(isText ? rest[1..] : rest, CultureInfo.InvariantCulture, out var number)) return new StreamPosition(seq, int.MaxValue, 0);
        return isText ? new StreamPosition(seq, int.MaxValue, number) : new StreamPosition(seq, number, 0);
    }

    /// <summary>True for frames that the client has not had.</summary>
    public bool IsBefore(string? id)
    {
        if (id is null) return true;
        var frame = Parse(id, 0);
        return frame.Seq > Seq || (frame.Seq == Seq && frame.Number > Number);
    }
}
