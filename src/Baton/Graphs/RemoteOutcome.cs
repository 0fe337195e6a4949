using System.Text.Json;
using Baton.Contracts;

namespace Baton.Graphs;

/// <summary>What a call of a remote agent came to: a reply or a failure.</summary>
/// <param name="Reply">The reply; null where it failed.</param>
/// <param name="Failure">The failure; null where it answered.</param>
public sealed record RemoteOutcome(RemoteReply? Reply, RemoteFailure? Failure);

/// <summary>What a remote agent answered.</summary>
/// <param name="Agent">The agent that answered: the one that was asked for, or its fallback.</param>
/// <param name="Version">Its version.</param>
/// <param name="Address">Where it was called.</param>
/// <param name="Text">The text parts of its answer, joined by line breaks; empty where it has none.</param>
public sealed record RemoteReply(string Agent, string Version, string Address, string Text)
{
    /// <summary>The data part of its answer, an array of them where there are several, or null.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>The files of its answer. Addresses are not fetched.</summary>
    public IReadOnlyList<FileContent> Files { get; init; } = [];

    /// <summary>Its task, or null where it answered with a message.</summary>
    public string? Task { get; init; }

    /// <summary>The conversation, or null where it named none.</summary>
    public string? Conversation { get; init; }

    /// <summary>True where it asks something: send the answer with <see cref="Task"/>.</summary>
    public bool IsInputRequired { get; init; }

    /// <summary>From the message to the answer.</summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>Why a remote agent did not answer.</summary>
/// <param name="Agent">The agent that failed: where a fallback was tried too, the one that was asked for.</param>
/// <param name="Version">Its version; empty where none could be chosen.</param>
/// <param name="Address">Where it was called; empty where it was not.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Message">What went wrong, without what was said.</param>
public sealed record RemoteFailure(string Agent, string Version, string Address, string Code, string Message);
