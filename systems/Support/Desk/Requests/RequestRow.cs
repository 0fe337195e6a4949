using Baton.Engine.Stores;

namespace Baton.Support.Desk.Requests;

/// <summary>A request as a list shows it.</summary>
internal record RequestRow
{
    /// <summary>The thread, by which the request is read.</summary>
    public required string Request { get; init; }

    public required string Status { get; init; }

    public string? Customer { get; init; }

    public string? Category { get; init; }

    public string? Priority { get; init; }

    /// <summary>The agent or person that has it, or answered last.</summary>
    public string? Agent { get; init; }

    public string? EscalationReason { get; init; }

    public string? ResolutionSummary { get; init; }

    /// <summary>How many messages the customer has sent.</summary>
    public int Turns { get; init; }

    /// <summary>How often it came back after it was resolved.</summary>
    public int Reopened { get; init; }

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? FirstAnsweredAt { get; init; }

    public DateTimeOffset? EscalatedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public static RequestRow Of(CaseRow row) => new()
    {
        Request = row.Thread,
        Status = Words.Of(row.Facts.Status),
        Customer = row.Facts.Customer,
        Category = row.Facts.Category,
        Priority = row.Facts.Priority,
        Agent = row.Facts.Agent,
        EscalationReason = row.Facts.EscalationReason,
        ResolutionSummary = row.Facts.Summary,
        Turns = row.Facts.Turns,
        Reopened = row.Reopened,
        OpenedAt = row.OpenedAt,
        UpdatedAt = row.UpdatedAt,
        FirstAnsweredAt = row.AnsweredAt,
        EscalatedAt = row.EscalatedAt,
        ResolvedAt = row.ResolvedAt,
    };
}
