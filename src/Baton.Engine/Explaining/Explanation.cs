using System.Text.Json.Serialization;

namespace Baton.Engine.Explaining;

/// <summary>Why a run stands where it stands.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Status">Its status.</param>
/// <param name="Text">All reasons in words, one sentence or more each.</param>
/// <param name="Reasons">The reasons, what holds the run up most first; never empty.</param>
public sealed record Explanation(Guid RunId, string Status, string Text, IReadOnlyList<Reason> Reasons);

/// <summary>One reason.</summary>
/// <param name="Code">What kind of reason, one of <see cref="ReasonCodes"/>.</param>
/// <param name="Text">In words.</param>
/// <param name="Cure">What would help, in words.</param>
public sealed record Reason(string Code, string Text, string Cure)
{
    /// <summary>The visit that it is about, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Node { get; init; }

    /// <summary>Since when, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>When it ends by itself, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Due { get; init; }

    /// <summary>The ticket that is waited for, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ticket { get; init; }

    /// <summary>Another run that this one waits for, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? RunId { get; init; }

    /// <summary>The pool that is full or served by nobody, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pool { get; init; }

    /// <summary>The server that owns the run, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Server { get; init; }

    /// <summary>The stable code of a failure, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ErrorCode { get; init; }
}

/// <summary>The kinds of reasons. The list grows; a code never gets a second meaning.</summary>
public static class ReasonCodes
{
    /// <summary>The run is over and there is nothing to cure.</summary>
    public const string Ended = "ended";

    /// <summary>The run failed, was cancelled or ran out of time.</summary>
    public const string Failed = "failed";

    /// <summary>A budget stopped the run.</summary>
    public const string Budget = "budget";

    /// <summary>It is behind another run of its thread.</summary>
    public const string Queued = "queued";

    /// <summary>It begins later, as was asked for.</summary>
    public const string Delayed = "delayed";

    /// <summary>Its pool has no place.</summary>
    public const string PoolFull = "pool_full";

    /// <summary>The server that was asked does not execute runs of its pool.</summary>
    public const string PoolUnserved = "pool_unserved";

    /// <summary>It is to be claimed at any moment.</summary>
    public const string Pending = "pending";

    /// <summary>A server executes it.</summary>
    public const string Running = "running";

    /// <summary>The server that owns it is gone, or its lease has run out.</summary>
    public const string ServerGone = "server_gone";

    /// <summary>A call is under way.</summary>
    public const string Call = "call";

    /// <summary>The next try is not due yet.</summary>
    public const string Retry = "retry";

    /// <summary>A call is held back by a kill switch, a limit a minute or an open circuit; that is no failed try.</summary>
    public const string Held = "held";

    /// <summary>A person is asked.</summary>
    public const string Person = "person";

    /// <summary>An event is waited for.</summary>
    public const string Event = "event";

    /// <summary>It was told to stop before or after a node.</summary>
    public const string Breakpoint = "breakpoint";

    /// <summary>It sleeps until a time.</summary>
    public const string Timer = "timer";

    /// <summary>A child run is waited for.</summary>
    public const string Child = "child";

    /// <summary>Its time has come, and no server has taken it up.</summary>
    public const string Overdue = "overdue";

    /// <summary>It was told to end and has not come to it.</summary>
    public const string Cancelling = "cancelling";
}
