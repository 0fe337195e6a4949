using System.Text.RegularExpressions;
using Baton.Errors;

namespace Baton.Schedules;

/// <summary>When something recurs: an expression on the clock of a zone, with an end, and what becomes of missed times.</summary>
/// <param name="Expression">The expression.</param>
/// <param name="Zone">The zone of the clock.</param>
/// <param name="EndsAt">The last instant that can be due; null for no end.</param>
/// <param name="Missed">What becomes of missed times.</param>
/// <remarks>Immutable; safe for concurrent use.</remarks>
public sealed partial record Recurrence(CronExpression Expression, TimeZoneInfo Zone, DateTimeOffset? EndsAt, MissedFire Missed)
{
    private const int MostMissed = 100;
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Reads a recurrence as users write it; null where it has faults, which are added.</summary>
    /// <param name="schedule">The expression.</param>
    /// <param name="timeZone">The zone's IANA name; null for UTC.</param>
    /// <param name="faults">Gets every fault, at <c>schedule</c> or <c>timezone</c>.</param>
    public static Recurrence? TryRead(string schedule, string? timeZone, ICollection<Fault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        List<string> found = [];
        var expression = CronExpression.TryParse(schedule, found);
        foreach (var fault in found) faults.Add(new Fault(ErrorCodes.ScheduleInvalid, "schedule", fault));
        var zone = ZoneOf(timeZone ?? "UTC");
        if (zone is null)
        {
            faults.Add(new Fault(
                ErrorCodes.ScheduleInvalid, "timezone",
                "This machine knows no such time zone. Use an IANA name such as Europe/Berlin, or UTC; if that is one, install the operating system's time zones (package tzdata)."));
        }

        return expression is null || zone is null ? null : new Recurrence(expression, zone, null, MissedFire.Once);
    }

    /// <summary>The first instant after another one that is due; null where none is.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset after) =>
        Expression.NextAfter(after, Zone) is { } next && !(next > EndsAt) ? next : null;

    /// <summary>What to do now about an instant that is due.</summary>
    /// <param name="due">The first instant that was not dealt with.</param>
    /// <param name="now">Now; not before <paramref name="due"/>.</param>
    /// <returns>The instant to fire for, or null, and the one to look at next, or null; that one may have passed too.</returns>
    public (DateTimeOffset? Fire, DateTimeOffset? Next) Decide(DateTimeOffset due, DateTimeOffset now)
    {
        if (Missed == MissedFire.Once) return (due, NextAfter(now));
        var first = Missed == MissedFire.Skip ? FirstSince(due, now - Grace) : NewestMissed(due, now);
        return first <= now ? (first, NextAfter(first.Value)) : (null, first);
    }

    private DateTimeOffset? FirstSince(DateTimeOffset due, DateTimeOffset least) => due >= least ? due : NextAfter(least.AddTicks(-1));

    /// <summary>The oldest of the newest missed instants. Looks back farther and farther, so that a long absence costs no more than it must.</summary>
    private DateTimeOffset NewestMissed(DateTimeOffset due, DateTimeOffset now)
    {
        for (var back = TimeSpan.FromHours(1); ; back *= 8)
        {
            var from = now - due <= back ? due : now - back;
            Queue<DateTimeOffset> newest = [];
            for (DateTimeOffset? next = NextAfter(from.AddTicks(-1)); next is { } missed && missed <= now; next = NextAfter(missed))
            {
                newest.Enqueue(missed);
                if (newest.Count > MostMissed) newest.Dequeue();
            }

            if (newest.Count == MostMissed || from == due) return newest.Count == 0 ? due : newest.Peek();
        }
    }

    private static TimeZoneInfo? ZoneOf(string name) =>
        ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    // The name becomes part of a path where zones are files.
    [GeneratedRegex(@"\A[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex ZoneName();
}
