using System.Text.Json;

namespace Baton.Engine.Journal;

/// <summary>Body of <see cref="EntryKind.InboxTaken"/>.</summary>
/// <param name="Item">The inbox row's number.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">The event's name, or absent.</param>
/// <param name="Value">Its payload, or absent.</param>
public sealed record InboxTaken(long Item, InboxKind Kind, string? Name, JsonElement? Value) : EntryBody;

/// <summary>What can be sent to a run.</summary>
public enum InboxKind
{
    /// <summary>An answer to a ticket.</summary>
    Answer,

    /// <summary>An event by name.</summary>
    Event,

    /// <summary>A request to cancel.</summary>
    Cancel,

    /// <summary>A child run has ended.</summary>
    ChildEnded,

    /// <summary>New input for a waiting run.</summary>
    Input,

    /// <summary>What held calls back is over: those that were held with the code of this name may be made now.</summary>
    Release,
}
