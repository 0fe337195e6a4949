using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Schedules;

namespace Baton.Engine.Schedules;

/// <summary>What is to be run, and when.</summary>
/// <param name="Cron">A cron expression of five fields; see <see cref="CronExpression"/>.</param>
/// <param name="Run">What is run each time, under an idempotency key and with a metadata member <c>cron_id</c> of the schedule's.</param>
public sealed record ScheduleRequest(string Cron, RunRequest Run)
{
    /// <summary>The IANA name of the zone whose clock counts; null for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The last instant that can be due; null for no end.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>False where nothing is due for now.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>What becomes of times that passed while no server ran.</summary>
    public MissedFire Missed { get; init; } = MissedFire.Once;

    /// <summary>True where a run that names no thread gets a new one each time, which stays; false where it has none.</summary>
    public bool KeepsThread { get; init; }

    /// <summary>When it is due; null where it has faults, which are added.</summary>
    internal Recurrence? ReadRecurrence(ICollection<Fault> faults) =>
        Recurrence.TryRead(Cron, TimeZone, faults) is { } read ? read with { EndsAt = EndsAt, Missed = Missed } : null;
}
