using System.Text.RegularExpressions;

namespace Baton.Support.Desk.Technical;

/// <summary>Citations in an answer: those of sources that were really found stay, others are taken out. Pure.</summary>
internal static partial class Citations
{
    /// <summary>The answer with true citations alone, and these, in the order of their first use.</summary>
    public static (string Answer, IReadOnlyList<string> Cites) Check(string answer, RetrievedSources retrieved)
    {
        var known = retrieved.Sources.Select(source => source.Cite).ToHashSet(StringComparer.Ordinal);
        List<string> used = [];
        var kept = Form().Replace(answer, match =>
        {
            var cite = match.Value.Trim();
            if (!known.Contains(cite)) return "";
            if (!used.Contains(cite)) used.Add(cite);
            return match.Value;
        });
        return (kept, used);
    }

    [GeneratedRegex(@"\s?\[[^\[\]\s#]{1,200}#\d{1,6}\]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
