namespace Baton.Support.Desk;

/// <summary>Where a customer's case stands.</summary>
public enum CaseStatus
{
    /// <summary>Nobody has looked at it.</summary>
    New,

    /// <summary>It is being worked on.</summary>
    InProgress,

    /// <summary>The desk, or a person, has asked the customer something.</summary>
    WaitingForCustomer,

    /// <summary>It is with the escalation team: an agent or a person.</summary>
    Escalated,

    /// <summary>It was answered and nothing was asked back, or a person settled it.</summary>
    Resolved,

    /// <summary>The customer came back after it was resolved, and nobody has looked at that yet.</summary>
    Reopened,
}
