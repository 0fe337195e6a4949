using System.Text.Json;

namespace Baton.Engine.A2A;

/// <summary>A task as the protocol shows it.</summary>
/// <param name="Id">Its id, given by the server.</param>
/// <param name="ContextId">The conversation it belongs to.</param>
/// <param name="Status">Where it stands.</param>
public sealed record AgentTask(string Id, string ContextId, AgentTaskStatus Status)
{
    /// <summary>What it made; null where that is left out.</summary>
    public IReadOnlyList<Artifact>? Artifacts { get; init; }

    /// <summary>What was said, oldest first; null where that is left out.</summary>
    public IReadOnlyList<AgentMessage>? History { get; init; }

    /// <summary>A JSON object, or null.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>Where a task stands.</summary>
/// <param name="State">The state.</param>
public sealed record AgentTaskStatus(TaskState State)
{
    /// <summary>What the agent says to it, such as its question; or null.</summary>
    public AgentMessage? Message { get; init; }

    /// <summary>Since when, or null.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}

/// <summary>Something that a task made.</summary>
/// <param name="ArtifactId">Its id within the task.</param>
/// <param name="Parts">Its content; at least one part.</param>
public sealed record Artifact(string ArtifactId, IReadOnlyList<Part> Parts)
{
    /// <summary>Its name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>What it is, or null.</summary>
    public string? Description { get; init; }

    /// <summary>A JSON object, or null.</summary>
    public JsonElement? Metadata { get; init; }
}

/// <summary>A page of tasks.</summary>
/// <param name="Tasks">The tasks, that which changed last first.</param>
/// <param name="NextPageToken">Where the next page begins; empty on the last.</param>
/// <param name="PageSize">How many tasks a page has at most.</param>
/// <param name="TotalSize">How many tasks fit the filter in all.</param>
public sealed record TaskPage(IReadOnlyList<AgentTask> Tasks, string NextPageToken, int PageSize, int TotalSize);
