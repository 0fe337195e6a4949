using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.Engine.Journal;

/// <summary>Body of <see cref="EntryKind.TicketOpened"/>.</summary>
/// <param name="Ticket">The id, 32 hex digits.</param>
/// <param name="Kind">What is waited for.</param>
/// <param name="Visit">The visit that waits.</param>
/// <param name="Name">The question's, event's or timer's name in the visit.</param>
/// <param name="Ordinal">The how-manieth of this name in the visit, from 1.</param>
public sealed record TicketOpened(string Ticket, TicketKind Kind, string Visit, string Name, int Ordinal) : EntryBody
{
    /// <summary>What a person is asked, or absent.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>The JSON schema of the answer, or absent.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>When the wait ends by itself, or absent.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The answer that counts after the deadline, or absent.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>The child run that is waited for, or absent.</summary>
    public Guid? Child { get; init; }

    /// <summary>The effect about which the engine asks whether to make it again, or absent.</summary>
    public string? Effect { get; init; }

    /// <summary>True where the run brought the answer with it: nobody is asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Given { get; init; }
}

/// <summary>What a node can wait for.</summary>
public enum TicketKind
{
    /// <summary>A person's answer: an interrupt.</summary>
    Approval,

    /// <summary>A time.</summary>
    Timer,

    /// <summary>The time of the next try.</summary>
    Retry,

    /// <summary>An event, or its timeout.</summary>
    Event,

    /// <summary>A child run's end.</summary>
    Child,

    /// <summary>A static stop before or after a node; any resume closes it.</summary>
    Breakpoint,

    /// <summary>The time of the next look at a remote agent's task.</summary>
    Remote,
}

/// <summary>What follows from a ticket's kind.</summary>
public static class TicketKindExtensions
{
    /// <summary>True where only time closes it.</summary>
    public static bool IsTime(this TicketKind kind) => kind is TicketKind.Timer or TicketKind.Retry or TicketKind.Remote;

    /// <summary>True where somebody else completes it, who finds it in the store. Times only pass: nobody names their tickets, the journal keeps them.</summary>
    public static bool IsForOthers(this TicketKind kind) => !kind.IsTime();
}

/// <summary>Body of <see cref="EntryKind.TicketClosed"/>.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="Reason">How it was closed.</param>
/// <param name="Value">The answer, payload or output; absent where none came.</param>
public sealed record TicketClosed(string Ticket, TicketClosure Reason, JsonElement? Value) : EntryBody
{
    /// <summary>Who answered, or absent.</summary>
    public string? By { get; init; }

    /// <summary>Why the child run failed, or absent.</summary>
    public ErrorBody? Error { get; init; }

    /// <summary>What the child run spent of its allotment, or absent.</summary>
    public Spending? Spent { get; init; }
}

/// <summary>How a ticket came to be closed.</summary>
public enum TicketClosure
{
    /// <summary>What was waited for came.</summary>
    Completed,

    /// <summary>The deadline passed.</summary>
    TimedOut,

    /// <summary>The run no longer waits for it.</summary>
    Superseded,
}
