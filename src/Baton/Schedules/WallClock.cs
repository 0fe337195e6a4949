namespace Baton.Schedules;

/// <summary>
/// What a clock on a wall shows, and when it first shows it. Built on offsets at instants alone, which have no gaps and no doubles; so it
/// also holds where a country moves across the date line.
/// </summary>
internal static class WallClock
{
    // Farther from an instant than any zone is from UTC.
    private static readonly TimeSpan Around = TimeSpan.FromHours(15);

    /// <summary>What the clock shows at an instant.</summary>
    public static DateTime At(DateTimeOffset instant, TimeZoneInfo zone) => (instant.UtcDateTime + zone.GetUtcOffset(instant)).Unspecified();

    /// <summary>The first instant at which the clock shows a time, or, where it skips that time, a later one.</summary>
    public static DateTimeOffset FirstInstantOf(DateTime local, TimeZoneInfo zone)
    {
        var asUtc = new DateTimeOffset(local, TimeSpan.Zero);
        var before = zone.GetUtcOffset(asUtc - Around);
        var after = zone.GetUtcOffset(asUtc + Around);
        var early = asUtc - (before > after ? before : after);
        if (before == after || At(early, zone) == local) return early;
        var late = asUtc - (before > after ? after : before);
        return At(late, zone) == local ? late : EndOfGap(local, zone, early, late);
    }

    /// <summary>The first whole second in (<paramref name="early"/>, <paramref name="late"/>] at which the clock is past a time that it skips.</summary>
    private static DateTimeOffset EndOfGap(DateTime local, TimeZoneInfo zone, DateTimeOffset early, DateTimeOffset late)
    {
        var (notYet, past) = (0L, (long)(late - early).TotalSeconds);
        while (past - notYet > 1)
        {
            var middle = (notYet + past) / 2;
            if (At(early.AddSeconds(middle), zone) >= local) past = middle;
            else notYet = middle;
        }

        return early.AddSeconds(past);
    }

    private static DateTime Unspecified(this DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
}
