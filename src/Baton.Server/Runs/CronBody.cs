using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Baton.Server.Runs;

/// <summary>A schedule as clients see it.</summary>
/// <param name="CronId">Its id.</param>
/// <param name="AssistantId">The assistant's UUID.</param>
/// <param name="ThreadId">The thread on which it runs; null where each run stands on its own.</param>
/// <param name="Schedule">The cron expression.</param>
internal sealed record CronBody(Guid CronId, Guid AssistantId, string? ThreadId, string Schedule)
{
    /// <summary>The graph.</summary>
    public required string GraphId { get; init; }

    /// <summary>The IANA name of the zone whose clock counts; null for UTC.</summary>
    public string? Timezone { get; init; }

    /// <summary>The last instant that can be due, or null.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>False where nothing is due for now.</summary>
    public bool Enabled { get; init; }

    /// <summary>What becomes of the thread of a run that stands on its own: <c>delete</c> (it has none) or <c>keep</c>; absent on a thread.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OnRunCompleted { get; init; }

    /// <summary>What becomes of missed times: <c>once</c>, <c>skip</c> or <c>all</c>.</summary>
    public required string MissedFire { get; init; }

    /// <summary>The next time that is due; null where none is.</summary>
    public DateTimeOffset? NextRunDate { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed or fired.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The name of the key by which it was made.</summary>
    public string? UserId { get; init; }

    /// <summary>What each run gets.</summary>
    public required CronPayload Payload { get; init; }

    /// <summary>The caller's metadata; each run has it, and <c>cron_id</c>.</summary>
    public JsonElement Metadata { get; init; }

    /// <summary>The run that it began last, or null.</summary>
    public Guid? LastRunId { get; init; }

    /// <summary>Why it began no run when one was due last, or null.</summary>
    public CronFailure? LastError { get; init; }
}

/// <summary>What each run of a schedule gets.</summary>
/// <param name="AssistantId">The assistant's UUID.</param>
/// <param name="Input">The input, or null.</param>
/// <param name="MultitaskStrategy">What happens while the thread has a run.</param>
internal sealed record CronPayload(Guid AssistantId, JsonElement? Input, string MultitaskStrategy)
{
    /// <summary><c>{configurable}</c>, with the context merged in.</summary>
    public JsonObject Config { get; init; } = [];

    /// <summary>Where a run's end is announced, or null.</summary>
    public string? Webhook { get; init; }

    /// <summary>Nodes before which runs stop, or null.</summary>
    public IReadOnlyList<string>? InterruptBefore { get; init; }

    /// <summary>Nodes after which runs stop, or null.</summary>
    public IReadOnlyList<string>? InterruptAfter { get; init; }
}

/// <summary>Why a schedule began no run.</summary>
/// <param name="Due">For which of its times.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Message">What was wrong, and what to do.</param>
internal sealed record CronFailure(DateTimeOffset Due, string Code, string Message);
