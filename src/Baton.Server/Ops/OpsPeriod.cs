using System.Globalization;
using Baton.Errors;
using Microsoft.AspNetCore.Http;

namespace Baton.Server.Ops;

/// <summary>Reads the days of a period, and says all that is wrong with a query at once.</summary>
/// <param name="context">The request.</param>
/// <param name="today">The day on which a period ends where nobody says.</param>
internal sealed class OpsPeriod(HttpContext context, DateOnly today)
{
    /// <summary>The most days of a period.</summary>
    public const int MostDays = 3_660;

    private const int DefaultDays = 30;
    private readonly List<Fault> _faults = [];

    /// <summary>The first and the last day; without them the last thirty.</summary>
    public (DateOnly From, DateOnly To) Read(string from, string to)
    {
        var last = Day(to) ?? today;
        var first = Day(from) ?? DateOnly.FromDayNumber(Math.Max(0, last.DayNumber + 1 - DefaultDays));
        if (first > last) Add(from, $"It is later than '{to}'.");
        else if (last.DayNumber - first.DayNumber >= MostDays) Add(from, $"At most {MostDays} days are added up at once.");
        return (first, last);
    }

    /// <summary>True where one of the parameters is given.</summary>
    public bool Has(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Text(name) is not null) return true;
        }

        return false;
    }

    /// <summary>A text; null where it is not given.</summary>
    public string? Text(string name) => context.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    public void Add(string name, string problem) => _faults.Add(new Fault(ErrorCodes.RequestInvalid, name, problem));

    /// <exception cref="ValidationException">Something is wrong; all of it is listed.</exception>
    public void Throw()
    {
        if (_faults.Count > 0) throw new ValidationException(ErrorCodes.RequestInvalid, "The request", _faults);
    }

    private DateOnly? Day(string name)
    {
        if (Text(name) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        Add(name, "A day is expected, such as 2026-11-21 (UTC).");
        return null;
    }
}
