using System.Text.Json;

namespace Baton.Graphs;

/// <summary>What is said to a remote agent.</summary>
/// <param name="Text">The message's text part; empty for a message that has only <see cref="Data"/>.</param>
public sealed record RemoteRequest(string Text)
{
    /// <summary>A data part, any JSON value, or null.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>
    /// The message's metadata: what the agent should know besides. Its nodes find it in their run's metadata as <c>a2a.metadata</c>, where the
    /// agent is Baton's. At most 16 KiB as JSON.
    /// </summary>
    public IReadOnlyDictionary<string, string> Context { get; init; } = new Dictionary<string, string>();

    /// <summary>The conversation that the message belongs to (A2A's <c>contextId</c>); null begins one.</summary>
    public string? Conversation { get; init; }

    /// <summary>The task that asked for input, which this answers; or null. It belongs to the agent that asked: no other one takes over.</summary>
    public string? Task { get; init; }

    /// <summary>What chooses the agent's version, where it has several: the same text always chooses the same. Null takes the run's thread, or the run.</summary>
    public string? Choice { get; init; }

    /// <summary>A word under which response times and errors are counted, of letters, digits, <c>_</c>, <c>-</c> and <c>.</c>; or null.</summary>
    public string? Stage { get; init; }
}
