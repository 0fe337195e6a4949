using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.A2A;

namespace Baton.Engine.RemoteAgents;

/// <summary>How far a remote agent is with a message, as effects keep it.</summary>
/// <param name="State">Where its task stands; <see cref="TaskState.Completed"/> for a message.</param>
internal sealed record RemoteAnswer(TaskState State)
{
    public string? Task { get; init; }

    public string? Conversation { get; init; }

    /// <summary>What it says: its answer, its question, or why it failed.</summary>
    public string Text { get; init; } = "";

    public JsonElement? Data { get; init; }

    public IReadOnlyList<FileContent>? Files { get; init; }

    /// <summary>When it was heard.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>True where nothing follows by itself.</summary>
    public bool Rests() => State.IsTerminal() || State.IsInterrupted();
}
