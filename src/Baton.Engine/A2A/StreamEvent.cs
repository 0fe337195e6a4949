using System.Text.Json;

namespace Baton.Engine.A2A;

/// <summary>One event of a stream, of a push notification, or the answer to a message: one of its members is set.</summary>
public sealed record StreamEvent
{
    /// <summary>The task as it is.</summary>
    public AgentTask? Task { get; init; }

    /// <summary>A message that is the whole answer.</summary>
    public AgentMessage? Message { get; init; }

    /// <summary>A change of state.</summary>
    public StatusUpdate? StatusUpdate { get; init; }

    /// <summary>A new artifact, or more of one.</summary>
    public ArtifactUpdate? ArtifactUpdate { get; init; }

}

/// <summary>A change of a task's state.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="ContextId">Its conversation.</param>
/// <param name="Status">Where it stands now.</param>
public sealed record StatusUpdate(string TaskId, string ContextId, AgentTaskStatus Status)
{
    /// <summary>A JSON object, or null.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>A new artifact of a task, or more of one.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="ContextId">Its conversation.</param>
/// <param name="Artifact">The artifact, or what comes to it.</param>
public sealed record ArtifactUpdate(string TaskId, string ContextId, Artifact Artifact)
{
    /// <summary>True where the parts come to those that were sent under the same artifact id; otherwise they take their place.</summary>
    public bool Append { get; init; }

    /// <summary>True where no more of this artifact follows.</summary>
    public bool LastChunk { get; init; }

    /// <summary>A JSON object, or null.</summary>
    public JsonElement? Metadata { get; init; }
}
