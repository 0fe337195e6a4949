using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Server.Runs;

/// <summary>
/// The body that makes a schedule, as documented. It is read by <see cref="CronOrder"/>: unknown fields are ignored, and <c>durability</c>
/// and all <c>stream_…</c> fields have no effect.
/// </summary>
/// <param name="AssistantId">The assistant's UUID or its graph's id.</param>
/// <param name="Schedule">Five fields: minute, hour, day of month, month, day of week.</param>
internal sealed record CronCreate(string AssistantId, string Schedule)
{
    /// <summary>The IANA name of the zone whose clock counts; UTC by default.</summary>
    public string? Timezone { get; init; }

    /// <summary>The last instant that can be due.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>True by default.</summary>
    public bool? Enabled { get; init; }

    /// <summary>What becomes of missed times: <c>once</c> (the default), <c>skip</c> or <c>all</c>.</summary>
    public string? MissedFire { get; init; }

    /// <summary><c>delete</c> (the default: runs have no thread) or <c>keep</c> (each gets a new one, which stays); not for a schedule on a thread.</summary>
    public string? OnRunCompleted { get; init; }

    /// <summary>The graph's input.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>Only <c>configurable</c> has an effect: nodes can read it.</summary>
    public JsonObject? Config { get; init; }

    /// <summary>Nodes can read it.</summary>
    public JsonObject? Context { get; init; }

    /// <summary>Kept with the schedule and each of its runs.</summary>
    public JsonObject? Metadata { get; init; }

    /// <summary>An http or https URL that is told when a run has ended.</summary>
    public string? Webhook { get; init; }

    /// <summary><c>enqueue</c> (the default), <c>reject</c>, <c>interrupt</c> or <c>rollback</c>.</summary>
    public string? MultitaskStrategy { get; init; }

    /// <summary><c>*</c> or nodes before which to stop.</summary>
    public JsonElement? InterruptBefore { get; init; }

    /// <summary><c>*</c> or nodes after which to stop.</summary>
    public JsonElement? InterruptAfter { get; init; }
}

/// <summary>The body that changes a schedule, as documented: what is absent stays, null goes back to the default.</summary>
internal sealed record CronPatch(
    string? Schedule, string? Timezone, DateTimeOffset? EndTime, bool? Enabled, string? MissedFire, string? OnRunCompleted, JsonElement? Input,
    JsonObject? Config, JsonObject? Context, JsonObject? Metadata, string? Webhook, string? MultitaskStrategy, JsonElement? InterruptBefore,
    JsonElement? InterruptAfter);

/// <summary>A filter for schedules, as documented.</summary>
internal sealed record CronSearch(
    string? AssistantId, string? ThreadId, bool? Enabled, JsonObject? Metadata, int? Limit, int? Offset, string? SortBy, string? SortOrder,
    IReadOnlyList<string>? Select);
