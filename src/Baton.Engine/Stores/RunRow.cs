using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;

namespace Baton.Engine.Stores;

/// <summary>What the store knows of a run besides its journal.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Id">The run's id (version 7, so that ids sort by time).</param>
/// <param name="Graph">The graph's id.</param>
/// <param name="Version">The graph's version.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Status">Where it stands.</param>
public sealed record RunRow(string Tenant, Guid Id, string Graph, int Version, string Pool, RunStatus Status)
{
    /// <summary>The assistant under which it was started (the graph's id where none was named).</summary>
    public required string Assistant { get; init; }

    /// <summary>Its thread, or null.</summary>
    public string? Thread { get; init; }

    /// <summary>True where it waits for its turn on the thread.</summary>
    public bool Queued { get; init; }

    /// <summary>True for an edit of a thread's state, which is a run of one entry.</summary>
    public bool IsEdit { get; init; }

    /// <summary>True where the run API does not show it (rolled back).</summary>
    public bool Hidden { get; init; }

    /// <summary>False where only start and end are journaled; such a run is never executed again.</summary>
    public bool Resumable { get; init; } = true;

    /// <summary>The last entry's number.</summary>
    public int Seq { get; init; }

    /// <summary>The owning server's incarnation, or null.</summary>
    public long? Owner { get; init; }

    /// <summary>The ownership's number; raised by every claim.</summary>
    public int Epoch { get; init; }

    /// <summary>The multitask strategy it was started with.</summary>
    public MultitaskStrategy Strategy { get; init; }

    /// <summary>The caller's metadata, a JSON object, or null.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The parent run and its ticket, or null.</summary>
    public ParentRef? Parent { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its row last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it is woken by itself, or null.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>The code it ended with, or null.</summary>
    public string? ErrorCode { get; init; }
}

/// <summary>What happens to a new run while its thread has one that is pending, running or sleeping.</summary>
public enum MultitaskStrategy
{
    /// <summary>It waits for its turn.</summary>
    Enqueue,

    /// <summary>It is refused.</summary>
    Reject,

    /// <summary>The present run is cancelled and keeps what it did.</summary>
    Interrupt,

    /// <summary>The present run is cancelled and what it did is taken back.</summary>
    Rollback,
}

/// <summary>A filter for runs. Null members do not filter.</summary>
/// <param name="Tenant">The tenant; null means all, for the engine itself.</param>
public sealed record RunQuery(string? Tenant)
{
    /// <summary>How many runs are searched for a <see cref="Text"/>, and how many of each status are counted.</summary>
    public const int LookedAt = 100_000;

    /// <summary>The thread.</summary>
    public string? Thread { get; init; }

    /// <summary>One of these statuses.</summary>
    public IReadOnlyList<RunStatus>? Statuses { get; init; }

    /// <summary>The graph.</summary>
    public string? Graph { get; init; }

    /// <summary>The assistant.</summary>
    public string? Assistant { get; init; }

    /// <summary>The pool.</summary>
    public string? Pool { get; init; }

    /// <summary>The code it ended with.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Children of this run.</summary>
    public Guid? Parent { get; init; }

    /// <summary>Accepted at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Accepted before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>
    /// Part of the run's id, its thread's id or its metadata, in small or capital letters alike (those of ASCII). Looked for among the first
    /// <see cref="LookedAt"/> runs in the query's order that fit the rest of the filter.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Only runs behind this one in the query's order; where it is not there (any more), none. Faster than <see cref="Offset"/>.</summary>
    public Guid? After { get; init; }

    /// <summary>
    /// In the order of their last change, latest first (by id where it is the same), instead of that of their acceptance. Looked for among the
    /// <see cref="LookedAt"/> runs accepted last that fit the filter. <see cref="After"/> and <see cref="OldestFirst"/> do not go with it.
    /// </summary>
    public bool ByChange { get; init; }

    /// <summary>Changed at this time or later.</summary>
    public DateTimeOffset? ChangedSince { get; init; }

    /// <summary>Only runs behind this place in the order of <see cref="ByChange"/>.</summary>
    public RunChange? AfterChange { get; init; }

    /// <summary>Rolled-back runs too.</summary>
    public bool IncludeHidden { get; init; }

    /// <summary>Edits too.</summary>
    public bool IncludeEdits { get; init; }

    /// <summary>How many to skip.</summary>
    public int Offset { get; init; }

    /// <summary>How many to return at most.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Newest first (the default) or oldest first, by when they were accepted.</summary>
    public bool OldestFirst { get; init; }
}

/// <summary>A place in the order of runs' last changes.</summary>
/// <param name="At">When a run changed.</param>
/// <param name="Run">The run.</param>
public readonly record struct RunChange(DateTimeOffset At, Guid Run);
