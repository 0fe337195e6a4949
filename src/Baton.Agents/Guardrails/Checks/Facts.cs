using System.Globalization;
using System.Text.RegularExpressions;

namespace Baton.Agents.Guardrails.Checks;

/// <summary>Finds figures, dates and ids.</summary>
internal static partial class Facts
{
    private const int Longest = GuardrailInput.MaxLength;
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    public static IReadOnlyList<Fact> In(string text)
    {
        var facts = new List<Fact>();
        var rest = text.Length > Longest ? text[..Longest] : text;
        rest = DayFirst().Replace(rest, match => Take(facts, match, Named(match)));
        rest = MonthFirst().Replace(rest, match => Take(facts, match, Named(match)));
        rest = YearFirst().Replace(rest, match => Take(facts, match, Date(match.Groups["year"].Value, match.Groups["month"].Value, match.Groups["day"].Value)));
        rest = Slashed().Replace(rest, match => TakeEither(facts, match));
        rest = Id().Replace(rest, match => Take(facts, match, match.Value.TrimStart('#').ToUpperInvariant()));
        foreach (var figure in Figure().EnumerateMatches(rest))
        {
            if (!IsListMark(rest, figure.Index, figure.Length)) facts.Add(Number(rest.Substring(figure.Index, figure.Length)));
        }

        return facts;
    }

    private static string Take(List<Fact> facts, Match match, string? norm)
    {
        if (norm is null) return match.Value;
        facts.Add(new Fact(match.Value, norm));
        return " ";
    }

    private static string TakeEither(List<Fact> facts, Match match)
    {
        var (one, two, year) = (match.Groups["one"].Value, match.Groups["two"].Value, match.Groups["year"].Value);
        string?[] forms = [Date(year, two, one), Date(year, one, two)];
        var known = forms.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (known.Count == 0) return match.Value;
        facts.Add(new Fact(match.Value, known[0]) { Forms = known });
        return " ";
    }

    private static string? Named(Match match)
    {
        var month = Array.IndexOf(Months, match.Groups["month"].Value[..3].ToLowerInvariant()) + 1;
        return month == 0 ? null : Date(match.Groups["year"].Value, month.ToString(CultureInfo.InvariantCulture), match.Groups["day"].Value);
    }

    private static string? Date(string year, string month, string day)
    {
        if (!int.TryParse(month, out var months) || !int.TryParse(day, out var days) || months is < 1 or > 12 || days is < 1 or > 31) return null;
        return year.Length == 0 ? $"{months:00}-{days:00}" : $"{year}-{months:00}-{days:00}";
    }

    private static Fact Number(string text)
    {
        var plain = text.Replace("'", "", StringComparison.Ordinal);
        var (comma, dot) = (plain.LastIndexOf(','), plain.LastIndexOf('.'));
        plain = Thousands().IsMatch(plain) ? plain.Replace(",", "", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal)
            : comma > dot ? plain.Replace(".", "", StringComparison.Ordinal).Replace(',', '.')
            : plain.Replace(",", "", StringComparison.Ordinal);
        var norm = decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("0.############", CultureInfo.InvariantCulture)
            : plain;
        return new Fact(text, norm);
    }

    /// <summary>"1." or "2)" at the beginning of a line numbers a list.</summary>
    private static bool IsListMark(string text, int start, int length)
    {
        var before = text.AsSpan(0, start).TrimEnd(' ');
        var after = start + length < text.Length ? text[start + length] : ' ';
        return length <= 2 && (before.IsEmpty || before[^1] == '\n') && after is '.' or ')' or ':';
    }

    [GeneratedRegex(@"\b(?<day>[0-9]{1,2})(st|nd|rd|th|\.)?( of)? (?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b(,? (?<year>[0-9]{4}))?", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex DayFirst();

    [GeneratedRegex(@"\b(?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6} (?<day>[0-9]{1,2})(st|nd|rd|th)?\b(,? (?<year>[0-9]{4}))?", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex MonthFirst();

    [GeneratedRegex(@"\b(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})(?![0-9-])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"\b(?<one>[0-9]{1,2})[/.](?<two>[0-9]{1,2})[/.](?<year>[0-9]{4})\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Slashed();

    [GeneratedRegex(@"#?\b(?=[A-Za-z_-]{0,30}[0-9])(?=[0-9_-]{0,30}[A-Za-z])[A-Za-z0-9][A-Za-z0-9_-]{2,63}\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Id();

    [GeneratedRegex(@"[0-9]+([.,'][0-9]{3})*([.,][0-9]+)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Figure();

    [GeneratedRegex(@"\A[0-9]{1,3}([.,][0-9]{3})+\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Thousands();
}

/// <summary>A figure, date or id of a text.</summary>
/// <param name="Text">As it stands there.</param>
/// <param name="Norm">In the one form in which facts are compared.</param>
internal sealed record Fact(string Text, string Norm)
{
    /// <summary>All forms that it answers for: a date that can be read in two ways answers for both.</summary>
    public IReadOnlyList<string> Forms { get; init; } = [Norm];
}
