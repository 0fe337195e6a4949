using System.Text.RegularExpressions;

namespace Baton.Calls.Agents.Identity;

/// <summary>Finds a PIN or one-time code in what a caller says: four to eight digits, also with blanks or dashes between them.</summary>
internal static partial class SpokenCode
{
    /// <summary>The last code of a message; null where it has none. The account's own number is none.</summary>
    public static string? Find(string message, string account)
    {
        var own = Digits(account);
        return Groups().Matches(message).Select(match => Digits(match.Value)).LastOrDefault(code => code.Length is >= 4 and <= 8 && code != own);
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    [GeneratedRegex(@"(?<![\w-])\d(?:[ -]?\d){3,7}(?![\w-])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Groups();
}
