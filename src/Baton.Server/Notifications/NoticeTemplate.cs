using System.Text.RegularExpressions;

namespace Baton.Server.Notifications;

/// <summary>Texts of notifications: names in braces stand for what is told.</summary>
internal static partial class NoticeTemplate
{
    private const int LongestSubject = 200;
    private const int LongestText = 8_000;

    /// <summary>The names that texts may have.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["event", "tenant", "graph", "run", "thread", "status", "category", "priority", "agent", "question", "link", "summary", "reason"];

    /// <summary>Names of a text that stand for nothing.</summary>
    public static IReadOnlyList<string> Unknown(string text) =>
        [.. Named().Matches(text).Select(match => match.Value).Where(name => !Names.Contains(name[1..^1])).Distinct(StringComparer.Ordinal)];

    /// <summary>A subject: one line, whatever stands in it.</summary>
    public static string Subject(string template, IReadOnlyDictionary<string, string?> values)
    {
        var line = string.Concat(Fill(template, values).Select(character => char.IsControl(character) ? ' ' : character)).Trim();
        return line.Length <= LongestSubject ? line : line[..LongestSubject];
    }

    public static string Text(string template, IReadOnlyDictionary<string, string?> values)
    {
        var text = Fill(template, values);
        return text.Length <= LongestText ? text : text[..LongestText];
    }

    // What is filled in is not looked at again: a customer's braces stay braces.
    private static string Fill(string template, IReadOnlyDictionary<string, string?> values) =>
        Named().Replace(template, match => values.GetValueOrDefault(match.Value[1..^1]) ?? "");

    [GeneratedRegex(@"\{[a-z_]+\}", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Named();
}
