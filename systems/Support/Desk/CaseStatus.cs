namespace Baton.Support.Desk;

/// <summary>Where a customer's case stands.</summary>
public enum CaseStatus
{
    /// <summary>Nobody has looked at it.</summary>
    New,

    /// <summary>It is being worked on, or the desk has asked the customer something.</summary>
    InProgress,

    /// <summary>It was answered and nothing was asked back.</summary>
    Resolved,

    /// <summary>It is with the escalation team.</summary>
    Escalated,
}
