using Baton.Engine.Streaming;

namespace Baton.Engine.Remote;

/// <summary>
/// Drops, after a reconnection, frames that were there before. Text frames carry the number of the entry that began their call; a stream that
/// is taken up in the middle of a text therefore shows again the entries that came since.
/// </summary>
internal sealed class FrameFilter
{
    private readonly HashSet<(string Id, string Event)> _last = [];
    private bool _isReconnected;
    private bool _hasBegun;
    private int _seq;

    /// <summary>The next frames are those of another connection.</summary>
    public void Reconnect() => _isReconnected = true;

    /// <summary>True for a frame that was not there before.</summary>
    public bool IsNew(in Frame frame)
    {
        if (frame.Id is not { } id) return frame.Event != "metadata" || IsFirst();
        var position = StreamPosition.Parse(id, 0);
        if (position.Chars > 0) return true;
        if (position.Seq < _seq) return !_isReconnected;
        if (position.Seq > _seq)
        {
            _seq = position.Seq;
            _last.Clear();
        }

        return _last.Add((id, frame.Event)) || !_isReconnected;
    }

    private bool IsFirst() => !_hasBegun && (_hasBegun = true);
}
