namespace Baton.Graphs;

/// <summary>Where a case stands. Numbers are stored and never reused.</summary>
public enum CaseStatus
{
    /// <summary>It came in, and nobody has begun.</summary>
    New = 0,

    /// <summary>Somebody works on it.</summary>
    InProgress = 1,

    /// <summary>The customer's turn.</summary>
    WaitingForCustomer = 2,

    /// <summary>A person must take it over, or has.</summary>
    Escalated = 3,

    /// <summary>Done.</summary>
    Resolved = 4,

    /// <summary>It was done, and came back.</summary>
    Reopened = 5,
}
