using Baton.Errors;

namespace Baton.Schedules;

/// <summary>
/// A cron expression of five fields: minute, hour, day of month, month, day of week. Fields hold <c>*</c>, values, names (<c>JAN</c>,
/// <c>MON</c>), ranges, lists and steps; Sunday is 0 and 7. Where both day fields are restricted (neither begins with <c>*</c>), a day that
/// fits either of them fits, as in crontab(5).
/// </summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
public sealed class CronExpression
{
    private const int FieldCount = 5;
    private const int MostLength = 256;

    // The 29th of February falls on a given weekday after at most 40 years.
    private const int YearsToLook = 50;
    private readonly string _text;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _days;
    private readonly ulong _months;
    private readonly ulong _weekdays;
    private readonly bool _eitherDay;

    private CronExpression(string[] fields, ICollection<string> faults)
    {
        _text = string.Join(' ', fields);
        _minutes = CronField.Minute.Read(fields[0], faults);
        _hours = CronField.Hour.Read(fields[1], faults);
        _days = CronField.Day.Read(fields[2], faults);
        _months = CronField.Month.Read(fields[3], faults);
        _weekdays = CronField.Weekday.Read(fields[4], faults);
        _eitherDay = !fields[2].StartsWith('*') && !fields[4].StartsWith('*');
    }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="ValidationException">It has faults; all are listed.</exception>
    public static CronExpression Parse(string text)
    {
        List<string> faults = [];
        return TryParse(text, faults) ?? throw new ValidationException(
            ErrorCodes.ScheduleInvalid, "The cron expression", [.. faults.Select(fault => new Fault(ErrorCodes.ScheduleInvalid, "", fault))]);
    }

    /// <summary>Reads an expression; null where it has faults, which are added.</summary>
    /// <param name="text">Five fields separated by blanks.</param>
    /// <param name="faults">Gets a sentence for each fault.</param>
    public static CronExpression? TryParse(string text, ICollection<string> faults)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(faults);
        var before = faults.Count;
        var fields = text.Length > MostLength ? [] : text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != FieldCount)
        {
            faults.Add($"Five fields are expected, in at most {MostLength} characters: minute, hour, day of month, month, day of week, such as '0 9 * * MON-FRI'.");
            return null;
        }

        var expression = new CronExpression(fields, faults);
        if (faults.Count > before) return null;
        if (expression.Comes()) return expression;
        faults.Add("No month that it names has such a day, so it never comes.");
        return null;
    }

    /// <summary>True where the expression names this minute of the wall clock; seconds do not count.</summary>
    public bool Matches(DateTime local) =>
        Has(_minutes, local.Minute) && Has(_hours, local.Hour) && Has(_months, local.Month) && MatchesDay(DateOnly.FromDateTime(local));

    /// <summary>
    /// The first instant after another one at which a clock in the zone reaches, or passes over, a minute that the expression names. So a
    /// time that the clock skips comes at the first instant behind the gap, and one that it shows twice comes the first time only.
    /// </summary>
    /// <param name="after">The instant; the answer is later.</param>
    /// <param name="zone">The zone of the clock.</param>
    /// <returns>The instant in UTC; null where none comes within 50 years.</returns>
    public DateTimeOffset? NextAfter(DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var shown = WallClock.At(after, zone);
        var minute = new DateTime(shown.Year, shown.Month, shown.Day, shown.Hour, shown.Minute, 0, DateTimeKind.Unspecified);
        var limit = minute.Year > DateTime.MaxValue.Year - YearsToLook - 1 ? minute : minute.AddYears(YearsToLook);
        for (var next = NextLocal(minute, limit); next is { } named; next = NextLocal(named.AddMinutes(1), limit))
        {
            // The clock may show a time that it has shown before: what was due then is passed over.
            var instant = WallClock.FirstInstantOf(named, zone);
            if (instant > after) return instant;
        }

        return null;
    }

    /// <summary>The expression, with single blanks.</summary>
    public override string ToString() => _text;

    private static bool Has(ulong bits, int value) => (bits >> value & 1) != 0;

    /// <summary>The first value of a set from <paramref name="least"/> on, or -1.</summary>
    private static int FirstFrom(ulong bits, int least)
    {
        var left = bits >> least;
        return least > 63 || left == 0 ? -1 : least + System.Numerics.BitOperations.TrailingZeroCount(left);
    }

    private DateTime? NextLocal(DateTime from, DateTime limit)
    {
        var time = from;
        while (time < limit)
        {
            if (!Has(_months, time.Month))
            {
                time = new DateTime(time.Year, time.Month, 1).AddMonths(1);
            }
            else if (!MatchesDay(DateOnly.FromDateTime(time)) || NextInDay(time) is not { } found)
            {
                time = time.Date.AddDays(1);
            }
            else
            {
                return found;
            }
        }

        return null;
    }

    private DateTime? NextInDay(DateTime from)
    {
        var hour = FirstFrom(_hours, from.Hour);
        if (hour == from.Hour && FirstFrom(_minutes, from.Minute) is >= 0 and var minute) return from.Date.AddHours(hour).AddMinutes(minute);
        if (hour == from.Hour) hour = FirstFrom(_hours, hour + 1);
        return hour < 0 ? null : from.Date.AddHours(hour).AddMinutes(FirstFrom(_minutes, 0));
    }

    private bool MatchesDay(DateOnly day)
    {
        var ofMonth = Has(_days, day.Day);
        var ofWeek = Has(_weekdays, (int)day.DayOfWeek);
        return _eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
    }

    /// <summary>False where no month has such a day (the 30th of February).</summary>
    private bool Comes()
    {
        if (_eitherDay) return true;
        const int LeapYear = 2000;
        return Enumerable.Range(1, 12).Any(month => Has(_months, month) && FirstFrom(_days, 1) <= DateTime.DaysInMonth(LeapYear, month));
    }
}
