using System.Globalization;

namespace Baton.Server.Ops;

/// <summary>The days that a report is about, UTC.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
internal readonly record struct OpsPeriod(DateOnly From, DateOnly To)
{
    /// <summary>The most days of a period.</summary>
    public const int MostDays = 3_660;

    private const int DefaultDays = 30;

    /// <summary>Reads two parameters, each with its name; without them the last thirty days.</summary>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="time">The clock: where nobody says, a period ends today.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static OpsPeriod Read((string Name, string? Text) from, (string Name, string? Text) to, TimeProvider time, QueryFaults faults)
    {
        var last = Day(to, faults) ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var first = Day(from, faults) ?? DateOnly.FromDayNumber(Math.Max(0, last.DayNumber + 1 - DefaultDays));
        if (first > last) faults.Add(from.Name, $"It is later than '{to.Name}'.");
        else if (last.DayNumber - first.DayNumber >= MostDays) faults.Add(from.Name, $"At most {MostDays} days are added up at once.");
        return new OpsPeriod(first, last);
    }

    private static DateOnly? Day((string Name, string? Text) parameter, QueryFaults faults)
    {
        if (string.IsNullOrEmpty(parameter.Text)) return null;
        if (DateOnly.TryParseExact(parameter.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        faults.Add(parameter.Name, "A day is expected, such as 2026-11-21 (UTC).");
        return null;
    }
}
