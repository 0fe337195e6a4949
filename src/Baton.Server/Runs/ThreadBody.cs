using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.Server.Runs;

/// <summary>A thread as clients see it.</summary>
/// <param name="ThreadId">Its id.</param>
/// <param name="Status"><c>idle</c>, <c>busy</c>, <c>interrupted</c> or <c>error</c>.</param>
internal sealed record ThreadBody(string ThreadId, string Status)
{
    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When its state last changed.</summary>
    public DateTimeOffset StateUpdatedAt { get; init; }

    /// <summary>The caller's metadata, and the graph's id under <c>graph_id</c>.</summary>
    public JsonElement Metadata { get; init; }

    /// <summary>The state; null on an empty thread.</summary>
    public JsonElement? Values { get; init; }

    /// <summary>Open questions by the id of the task that asks.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<InterruptBody>> Interrupts { get; init; } =
        new Dictionary<string, IReadOnlyList<InterruptBody>>();

    /// <summary>The failure that the last run ended with, or absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }
}

/// <summary>A question that waits for an answer.</summary>
/// <param name="Id">The ticket's id, which an answer names.</param>
/// <param name="Value">What is asked.</param>
internal sealed record InterruptBody(string Id, JsonElement? Value)
{
    /// <summary>The JSON schema of the answer, or absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? ResponseSchema { get; init; }
}

/// <summary>A thread's state at a checkpoint, as clients see it.</summary>
/// <param name="Values">The state.</param>
/// <param name="Next">The nodes that come next.</param>
/// <param name="Checkpoint">Where it stands.</param>
internal sealed record StateBody(JsonElement Values, IReadOnlyList<string> Next, CheckpointBody Checkpoint)
{
    /// <summary>Where it comes from.</summary>
    public StateMetadata? Metadata { get; init; }

    /// <summary>When it was written.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The checkpoint before it; null for the first.</summary>
    public CheckpointBody? ParentCheckpoint { get; init; }

    /// <summary>What comes next, with open questions and failures.</summary>
    public IReadOnlyList<TaskBody> Tasks { get; init; } = [];

    /// <summary>The open questions of all tasks.</summary>
    public IReadOnlyList<InterruptBody> Interrupts { get; init; } = [];
}

/// <summary>Where a state comes from.</summary>
/// <param name="Source"><c>input</c>, <c>loop</c>, <c>update</c> or <c>fork</c>.</param>
/// <param name="Step">The step's number within its run, from -1.</param>
/// <param name="RunId">The run that wrote it.</param>
/// <param name="Node">The node that wrote it, or absent.</param>
internal sealed record StateMetadata(string Source, int Step, Guid? RunId, string? Node);

/// <summary>A checkpoint as clients see it.</summary>
/// <param name="ThreadId">The thread.</param>
/// <param name="CheckpointId">The id; null on an empty thread.</param>
internal sealed record CheckpointBody(string ThreadId, string? CheckpointId)
{
    /// <summary>Always empty: the graph itself.</summary>
    public string CheckpointNs { get; init; } = "";

    /// <summary>Always null.</summary>
    public JsonElement? CheckpointMap { get; init; }
}

/// <summary>A node that comes next.</summary>
/// <param name="Id">Stable for the node at its checkpoint.</param>
/// <param name="Name">The node.</param>
internal sealed record TaskBody(string Id, string Name)
{
    /// <summary>Where the node stands.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];

    /// <summary>Why it failed, or null.</summary>
    public string? Error { get; init; }

    /// <summary>Always null: a node that is done is no task.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Its open questions.</summary>
    public IReadOnlyList<InterruptBody> Interrupts { get; init; } = [];

    /// <summary>Always null.</summary>
    public CheckpointBody? Checkpoint { get; init; }

    /// <summary>Always null.</summary>
    public StateBody? State { get; init; }
}

/// <summary>Where an edited state stands, under both names that clients know.</summary>
/// <param name="Checkpoint">The new checkpoint.</param>
/// <param name="Configurable">The new checkpoint.</param>
internal sealed record EditedBody(CheckpointBody Checkpoint, CheckpointBody Configurable);
