namespace Baton.Chaos.Driving;

/// <summary>What one client saw of a run's stream, over all its connections.</summary>
internal sealed class SeenStream
{
    /// <summary>The modes that it asks for.</summary>
    public const string Query = "stream_mode=updates&stream_mode=values&stream_mode=tasks";

    private readonly Lock _gate = new();
    private readonly List<SeenFrame> _frames = [];

    /// <summary>The frames with an id, in the order in which they came.</summary>
    public IReadOnlyList<SeenFrame> Frames
    {
        get
        {
            lock (_gate) return [.. _frames];
        }
    }

    /// <summary>True once a stream told that the run has ended.</summary>
    public bool HasEnded { get; set; }

    /// <summary>How many connections it took.</summary>
    public int Connections { get; set; }

    public string? LastId
    {
        get
        {
            lock (_gate) return _frames.Count == 0 ? null : _frames[^1].Id;
        }
    }

    public void Add(SeenFrame frame)
    {
        lock (_gate) _frames.Add(frame);
    }
}

/// <summary>A frame as a client got it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Event">Its event.</param>
/// <param name="Data">Its data.</param>
internal sealed record SeenFrame(string Id, string Event, string Data);
