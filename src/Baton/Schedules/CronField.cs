using System.Globalization;

namespace Baton.Schedules;

/// <summary>One field of a cron expression: what it may hold, and its reading into a set of bits.</summary>
/// <param name="Name">Its name in faults.</param>
/// <param name="Least">The least value.</param>
/// <param name="Most">The greatest value.</param>
internal sealed record CronField(string Name, int Least, int Most)
{
    public static readonly CronField Minute = new("minute", 0, 59);

    public static readonly CronField Hour = new("hour", 0, 23);

    public static readonly CronField Day = new("day of month", 1, 31);

    public static readonly CronField Month = new("month", 1, 12)
    {
        Words = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
    };

    public static readonly CronField Weekday = new("day of week", 0, 7)
    {
        Words = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
    };

    /// <summary>Names of values, from <see cref="Least"/> on.</summary>
    public IReadOnlyList<string> Words { get; private init; } = [];

    /// <summary>Reads a list of values, ranges and steps.</summary>
    /// <returns>A bit for each value; bits of a field with faults mean nothing.</returns>
    public ulong Read(string text, ICollection<string> faults)
    {
        var bits = 0UL;
        foreach (var part in text.Split(',')) bits |= ReadPart(part, faults);
        // Sunday is 0 and 7.
        return this == Weekday && (bits & 1UL << 7) != 0 ? (bits | 1) & 0x7F : bits;
    }

    private ulong ReadPart(string part, ICollection<string> faults)
    {
        var (range, step) = Cut(part, '/');
        if (!TryReadRange(range, hasStep: step is not null, out var first, out var last, faults)) return 0;
        var width = 1;
        if (step is not null && (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out width) || width < 1 || width > Most))
        {
            faults.Add($"{Name}: '{step}' is no step. Use a whole number from 1 to {Most}.");
            return 0;
        }

        var bits = 0UL;
        for (var value = first; value <= last; value += width) bits |= 1UL << value;
        return bits;
    }

    private bool TryReadRange(string range, bool hasStep, out int first, out int last, ICollection<string> faults)
    {
        // The seventh day of the week is the day 0 again: a star must not count it twice.
        var end = this == Weekday ? 6 : Most;
        (first, last) = (Least, end);
        if (range == "*") return true;
        var (from, to) = Cut(range, '-');
        if (!TryReadValue(from, out first, faults)) return false;
        if (to is null)
        {
            last = hasStep ? Math.Max(first, end) : first;
            return true;
        }

        if (!TryReadValue(to, out last, faults)) return false;
        // FRI-SUN means what it says.
        if (this == Weekday && last == 0 && first > 0) last = 7;
        if (first <= last) return true;
        faults.Add($"{Name}: the range '{range}' runs backwards. Write it as two ranges.");
        return false;
    }

    private bool TryReadValue(string text, out int value, ICollection<string> faults)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= Least && value <= Most) return true;
        for (var word = 0; word < Words.Count; word++)
        {
            if (!string.Equals(Words[word], text, StringComparison.OrdinalIgnoreCase)) continue;
            value = Least + word;
            return true;
        }

        var words = Words.Count == 0 ? "" : $", or {Words[0]} to {Words[^1]}";
        faults.Add($"{Name}: '{text}' is no value. Use {Least} to {Most}{words}, a range a-b, a list a,b, a step a-b/n or *.");
        return false;
    }

    private static (string Before, string? After) Cut(string text, char at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        return index < 0 ? (text, null) : (text[..index], text[(index + 1)..]);
    }
}
