namespace Baton.Engine.Stores.Messages;

/// <summary>A message as it is kept: what stands in a journal entry, without what was redacted.</summary>
/// <param name="Seq">The journal entry.</param>
/// <param name="Part">Which message of the entry, from 0.</param>
/// <param name="At">When the entry was written; milliseconds are kept.</param>
/// <param name="Direction">Between whom it went.</param>
/// <param name="Role">Who speaks.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text; at most <see cref="MostCharacters"/> characters.</param>
public sealed record LoggedMessage(int Seq, int Part, DateTimeOffset At, MessageDirection Direction, MessageRole Role, MessageKind Kind, string Text)
{
    /// <summary>How much of a text is kept and found.</summary>
    public const int MostCharacters = 4_000;

    /// <summary>The agent that speaks or is spoken to, or null.</summary>
    public string? Agent { get; init; }

    /// <summary>The node, with the inline graphs that it lies in; null for what belongs to the run as a whole.</summary>
    public string? Node { get; init; }

    /// <summary>Whom the run serves, or null; found and erased by it, kept as a hash alone.</summary>
    public string? Customer { get; init; }
}

/// <summary>A message with what it is found by.</summary>
/// <param name="Message">The message.</param>
/// <param name="Terms">What it is found by; see <see cref="MessageTerms"/>.</param>
public sealed record IndexedMessage(LoggedMessage Message, IReadOnlyList<long> Terms);

/// <summary>Between whom a message went.</summary>
public enum MessageDirection
{
    /// <summary>From people: a run's input, an answer, an event.</summary>
    In,

    /// <summary>To people: a run's output, a question.</summary>
    Out,

    /// <summary>To a model.</summary>
    ToModel,

    /// <summary>From a model.</summary>
    FromModel,

    /// <summary>To a tool.</summary>
    ToTool,

    /// <summary>From a tool.</summary>
    FromTool,

    /// <summary>Between agents and graphs: into an inline graph or child run, and back.</summary>
    Between,
}

/// <summary>Who speaks.</summary>
public enum MessageRole
{
    /// <summary>A person, or a caller in its place.</summary>
    Human,

    /// <summary>An agent, or a graph as a whole.</summary>
    Ai,

    /// <summary>A tool.</summary>
    Tool,
}

/// <summary>What a message is. Numbers are stored and never reused.</summary>
public enum MessageKind
{
    /// <summary>What a run was given.</summary>
    Input = 1,

    /// <summary>What a run gave.</summary>
    Output = 2,

    /// <summary>What a person was asked.</summary>
    Question = 3,

    /// <summary>What a person answered.</summary>
    Answer = 4,

    /// <summary>An event that came from outside.</summary>
    Event = 5,

    /// <summary>A model call: which prompt and tools it was made with, and how many messages.</summary>
    Request = 6,

    /// <summary>What a model said.</summary>
    Reply = 7,

    /// <summary>What was said before a call broke off.</summary>
    Partial = 8,

    /// <summary>What a tool was called with.</summary>
    Call = 9,

    /// <summary>What a tool gave.</summary>
    Result = 10,

    /// <summary>What was handed to an inline graph or a child run.</summary>
    Handoff = 11,

    /// <summary>What a child run gave back.</summary>
    Return = 12,
}
