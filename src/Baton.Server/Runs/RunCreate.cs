using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Server.Runs;

/// <summary>
/// The body that starts a run, as documented. It is read by <see cref="RunOrder"/>: unknown fields are ignored, and
/// <c>durability</c>, <c>stream_resumable</c>, <c>on_completion</c>, <c>feedback_keys</c> and <c>langsmith_tracer</c> have no effect.
/// </summary>
/// <param name="AssistantId">The assistant's UUID or its graph's id.</param>
internal sealed record RunCreate(string AssistantId)
{
    /// <summary>The graph's input; null goes on from where the thread stands.</summary>
    public JsonElement? Input { get; init; }

    /// <summary><c>{resume, update, goto}</c>; replaces the input.</summary>
    public RunCommand? Command { get; init; }

    /// <summary>
    /// Only <c>configurable</c> has an effect: nodes can read it. Its <c>run_budget</c> (<c>tokens</c>, <c>cost_usd</c>, <c>model_calls</c>,
    /// <c>tool_calls</c>) is Baton's: it lowers what the run and its children may spend.
    /// </summary>
    public JsonObject? Config { get; init; }

    /// <summary>Nodes can read it.</summary>
    public JsonObject? Context { get; init; }

    /// <summary>Kept with the run.</summary>
    public JsonObject? Metadata { get; init; }

    /// <summary>A mode or a list of modes.</summary>
    public JsonElement? StreamMode { get; init; }

    /// <summary>Show the steps of inline graphs too.</summary>
    public bool? StreamSubgraphs { get; init; }

    /// <summary><c>*</c> or nodes before which to stop.</summary>
    public JsonElement? InterruptBefore { get; init; }

    /// <summary><c>*</c> or nodes after which to stop.</summary>
    public JsonElement? InterruptAfter { get; init; }

    /// <summary>The checkpoint to go on from.</summary>
    public CheckpointName? Checkpoint { get; init; }

    /// <summary>The checkpoint to go on from.</summary>
    public string? CheckpointId { get; init; }

    /// <summary>An http or https URL that is told when the run has ended.</summary>
    public string? Webhook { get; init; }

    /// <summary><c>enqueue</c> (the default), <c>reject</c>, <c>interrupt</c> or <c>rollback</c>.</summary>
    public string? MultitaskStrategy { get; init; }

    /// <summary><c>continue</c> (the default) or <c>cancel</c>.</summary>
    public string? OnDisconnect { get; init; }

    /// <summary>Seconds before the run may start.</summary>
    public double? AfterSeconds { get; init; }

    /// <summary><c>reject</c> (the default) or <c>create</c> an unknown thread.</summary>
    public string? IfNotExists { get; init; }
}

/// <summary>What to do besides, or instead of, giving input.</summary>
internal sealed record RunCommand
{
    /// <summary>An answer to the open question, or an object whose names are the questions' ids.</summary>
    public JsonElement? Resume { get; init; }

    /// <summary>State members to set: an object, or a list of pairs.</summary>
    public JsonElement? Update { get; init; }

    /// <summary>The node to begin with.</summary>
    public JsonElement? Goto { get; init; }
}

/// <summary>A checkpoint by name.</summary>
/// <param name="CheckpointId">Its id.</param>
internal sealed record CheckpointName(string? CheckpointId);
