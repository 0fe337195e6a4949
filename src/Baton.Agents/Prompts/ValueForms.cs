using System.Globalization;
using System.Text.RegularExpressions;

namespace Baton.Agents.Prompts;

/// <summary>The forms of values that agent files and the configuration share. A value of another form is null; the texts say what is expected.</summary>
internal static partial class ValueForms
{
    public const string AmountText = "must be an amount of US dollars such as 0.25, from 0 to 1000000.";
    public const string DurationText = "must be a duration such as 500ms, 20s or 2m.";

    public static string NumberText(int least, int most) => $"must be a whole number {(most == int.MaxValue ? $"from {least}" : $"from {least} to {most}")}.";

    public static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    public static decimal? Amount(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount is >= 0 and <= 1_000_000 ? amount : null;

    public static TimeSpan? Duration(string text)
    {
        if (DurationForm().Match(text) is not { Success: true } match
            || !double.TryParse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number is <= 0 or > 86_400)
        {
            return null;
        }

        var unit = match.Groups["unit"].Value;
        return unit == "ms" ? TimeSpan.FromMilliseconds(number) : unit == "m" ? TimeSpan.FromMinutes(number) : TimeSpan.FromSeconds(number);
    }

    [GeneratedRegex(@"\A(?<number>[0-9]+(\.[0-9]+)?)(?<unit>ms|s|m)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex DurationForm();
}
