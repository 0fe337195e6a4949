namespace Baton.Engine.Streaming;

/// <summary>One event of a run's stream.</summary>
/// <param name="Id">Where it stands: <c>seq</c>, <c>seq.n</c> or <c>seq.cN</c>; null for the first and last frame.</param>
/// <param name="Event">The event's name, such as <c>values</c>.</param>
/// <param name="Data">Its data, one line of UTF-8 JSON.</param>
public readonly record struct Frame(string? Id, string Event, ReadOnlyMemory<byte> Data);

/// <summary>What a stream shows. Frames are a function of the journal's entries and these modes.</summary>
[Flags]
public enum StreamModes
{
    /// <summary>Only the first and last frame.</summary>
    None = 0,

    /// <summary>The whole state after each step.</summary>
    Values = 1,

    /// <summary>What each node changed.</summary>
    Updates = 2,

    /// <summary>Messages as they are written, with where they come from.</summary>
    MessagesTuple = 4,

    /// <summary>What nodes write for whoever watches.</summary>
    Custom = 8,

    /// <summary>Beginnings and ends of nodes.</summary>
    Tasks = 16,

    /// <summary>Each checkpoint with its place.</summary>
    Checkpoints = 32,

    /// <summary>Checkpoints and tasks in one envelope.</summary>
    Debug = 64,

    /// <summary>Messages as they are written, in the older three-event form.</summary>
    Messages = 128,

    /// <summary>Steps as generic events.</summary>
    Events = 256,

    /// <summary>Beginnings and ends of tool calls.</summary>
    Tools = 512,

    /// <summary>Beginnings and ends of the run's graph and of graphs inside it.</summary>
    Lifecycle = 1_024,
}

/// <summary>How a stream is read.</summary>
/// <param name="Modes">What it shows.</param>
public sealed record StreamRequest(StreamModes Modes)
{
    /// <summary>Only what comes after the frame with this id; null or <c>-1</c> from the beginning.</summary>
    public string? LastEventId { get; init; }

    /// <summary>Only what comes after this entry, where <see cref="LastEventId"/> says nothing; used by a request that answers a run.</summary>
    public int After { get; init; }

    /// <summary>Show the steps of inline graphs too.</summary>
    public bool Subgraphs { get; init; }
}
