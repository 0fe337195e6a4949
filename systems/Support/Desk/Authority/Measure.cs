using System.Text.Json.Serialization;

namespace Baton.Support.Desk.Authority;

/// <summary>Something out of the ordinary that is done for a customer.</summary>
/// <param name="Id">Its id: the idempotency key of the call that began it, so that it is the same after a crash.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Detail">The policy, the team, or the reason, in a sentence.</param>
/// <param name="By">The agent or person that began it.</param>
/// <param name="Status">Where it stands.</param>
public sealed record Measure(string Id, MeasureKind Kind, string Detail, string By, MeasureStatus Status)
{
    /// <summary>The amount of a compensation, in the desk's currency; null for others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Amount { get; init; }

    /// <summary>Who approved or declined it; null where nobody had to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DecidedBy { get; init; }
}

/// <summary>What the escalation agent may do that the others may not.</summary>
public enum MeasureKind
{
    /// <summary>An exception from a policy.</summary>
    PolicyException,

    /// <summary>Money for what went wrong.</summary>
    Compensation,

    /// <summary>Engineering is pulled in.</summary>
    Engineering,

    /// <summary>Management is pulled in.</summary>
    Management,

    /// <summary>The customer's requests come first from now on.</summary>
    PrioritySupport,
}

/// <summary>Where a measure stands.</summary>
public enum MeasureStatus
{
    /// <summary>A person must approve it.</summary>
    Proposed,

    /// <summary>It is decided and being carried out.</summary>
    Approved,

    /// <summary>It was carried out.</summary>
    Done,

    /// <summary>A person declined it.</summary>
    Declined,
}
