using Baton.Graphs;

namespace Baton.Engine.Stores;

/// <summary>
/// What threads' cases are: one row a thread of a graph that says so (<c>.Case</c>), kept in step with the journal by the commits that change it
/// (<see cref="JournalAppend.Cases"/>). A row outlives its thread's runs where retention removes these.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface ICaseStore
{
    /// <summary>The case of a thread, or null.</summary>
    ValueTask<CaseRow?> FindAsync(string tenant, string thread, CancellationToken cancellationToken);

    /// <summary>Cases that fit a filter.</summary>
    ValueTask<IReadOnlyList<CaseRow>> QueryAsync(CaseQuery query, CancellationToken cancellationToken);
}

/// <summary>A change of a thread's case, as its journal entry tells it.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Thread">The thread.</param>
/// <param name="Graph">The thread's graph.</param>
/// <param name="Run">The run that changed it.</param>
/// <param name="Facts">What it is from now on; null where the thread is no case any more.</param>
public sealed record CaseChange(string Tenant, string Thread, string Graph, Guid Run, CaseFacts? Facts)
{
    /// <summary>True once that run has asked a person.</summary>
    public bool Asked { get; init; }

    /// <summary>When the run was accepted: a case is opened when its first run was.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When it changed: the journal entry's time.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>What the store knows of a case.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Thread">The thread.</param>
/// <param name="Graph">The thread's graph.</param>
/// <param name="Facts">What it is.</param>
/// <remarks>Times are in whole milliseconds.</remarks>
public sealed record CaseRow(string Tenant, string Thread, string Graph, CaseFacts Facts)
{
    /// <summary>The run that changed it last.</summary>
    public Guid Run { get; init; }

    /// <summary>When its first run was accepted.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When the customer first had an answer: it waited for the customer, or was resolved. Null before.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>When it was first escalated, or null.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>When it was resolved; null while it is not.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>How often it came back after it was resolved.</summary>
    public int Reopened { get; init; }

    /// <summary>True once a person was asked, by an approval or a question of a node.</summary>
    public bool Asked { get; init; }

    /// <summary>True where it was resolved, never escalated, and no person was asked.</summary>
    public bool IsContained => Facts.Status == CaseStatus.Resolved && EscalatedAt is null && !Asked;

    /// <summary>A case as it is after a change; every driver keeps this.</summary>
    /// <param name="present">The case before, or null.</param>
    /// <param name="change">The change, with facts.</param>
    public static CaseRow After(CaseRow? present, CaseChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var facts = change.Facts ?? throw new ArgumentException("A change without facts leaves no case.", nameof(change));
        var at = Whole(change.At);
        var row = present is null || present.Graph != change.Graph
            ? new CaseRow(change.Tenant, change.Thread, change.Graph, facts) { OpenedAt = Whole(change.Since) }
            : present with { Facts = facts, Reopened = present.Reopened + (ComesBack(present.Facts.Status, facts.Status) ? 1 : 0) };
        return row with
        {
            Run = change.Run,
            UpdatedAt = at,
            AnsweredAt = row.AnsweredAt ?? (facts.Status is CaseStatus.WaitingForCustomer or CaseStatus.Resolved ? at : null),
            EscalatedAt = row.EscalatedAt ?? (facts.Status == CaseStatus.Escalated ? at : null),
            ResolvedAt = facts.Status == CaseStatus.Resolved ? row.ResolvedAt ?? at : null,
            Asked = row.Asked || change.Asked,
        };
    }

    /// <summary>It was resolved and is no longer, or its graph says that it came back.</summary>
    private static bool ComesBack(CaseStatus before, CaseStatus after) => before != after && (before == CaseStatus.Resolved || after == CaseStatus.Reopened);

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}

/// <summary>A filter for cases. Null members do not filter.</summary>
/// <param name="Tenant">The tenant.</param>
public sealed record CaseQuery(string Tenant)
{
    /// <summary>One of these statuses.</summary>
    public IReadOnlyList<CaseStatus>? Statuses { get; init; }

    /// <summary>Only those that are not resolved.</summary>
    public bool IsActive { get; init; }

    /// <summary>The graph.</summary>
    public string? Graph { get; init; }

    /// <summary>The category.</summary>
    public string? Category { get; init; }

    /// <summary>The priority.</summary>
    public string? Priority { get; init; }

    /// <summary>The agent.</summary>
    public string? Agent { get; init; }

    /// <summary>The customer.</summary>
    public string? Customer { get; init; }

    /// <summary>Opened at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Opened before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Oldest first, by when they were opened and then by thread (in the order of its bytes); otherwise newest first.</summary>
    public bool OldestFirst { get; init; }

    /// <summary>Only those behind this place in the query's order.</summary>
    public CaseCursor? After { get; init; }

    /// <summary>How many at most.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>A place in a list of cases; it lasts when the case goes.</summary>
/// <param name="OpenedAt">When the case was opened.</param>
/// <param name="Thread">Its thread.</param>
public sealed record CaseCursor(DateTimeOffset OpenedAt, string Thread)
{
    /// <summary>The place of a case.</summary>
    public static CaseCursor Of(CaseRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new CaseCursor(row.OpenedAt, row.Thread);
    }
}
