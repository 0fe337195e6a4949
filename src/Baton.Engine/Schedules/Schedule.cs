using System.Text.Json.Serialization;

namespace Baton.Engine.Schedules;

/// <summary>A schedule and where it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Request">What is run, and when.</param>
public sealed record Schedule(Guid Id, ScheduleRequest Request)
{
    /// <summary>The next instant that is due; null where none is: disabled, or at its end.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>When servers look at it next: <see cref="Next"/>, or later where a run could not be started for now.</summary>
    public DateTimeOffset? LooksAt { get; init; }

    /// <summary>The run that it began last, or null.</summary>
    public Guid? LastRun { get; init; }

    /// <summary>Why it began no run when one was due last; null where it did.</summary>
    public ScheduleFailure? LastError { get; init; }

    /// <summary>When it was made.</summary>
    [JsonIgnore]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed or fired.</summary>
    [JsonIgnore]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The version of its record; 0 where there is none yet.</summary>
    internal long Version { get; init; }
}

/// <summary>Why a schedule began no run.</summary>
/// <param name="Due">For which of its times.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Message">What was wrong, and what to do.</param>
public sealed record ScheduleFailure(DateTimeOffset Due, string Code, string Message);
