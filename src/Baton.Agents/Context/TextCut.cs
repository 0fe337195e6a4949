using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Agents.Context;

/// <summary>
/// Cuts a text that is too long (a pasted log, a tool's result) to its head, its tail and the lines around errors, with a note in the place
/// of what is left out. Lines that differ in figures only count as one.
/// </summary>
internal static partial class TextCut
{
    /// <summary>Of the room: the head's and the tail's share; errors get what is left.</summary>
    private const double HeadShare = 0.25;
    private const double TailShare = 0.3;
    private const int Around = 2;
    private const int LongestPiece = 160;
    private const int NoteTokens = 24;

    /// <summary>The text within so many tokens, and how many lines are left out; the text itself where it fits.</summary>
    public static (string Text, int LinesLeftOut) Fit(string text, int tokens, TokenRate rate)
    {
        if (rate.Tokens(text) <= tokens) return (text, 0);
        var lines = Lines(text);
        var room = Math.Max(NoteTokens, tokens - (NoteTokens * 2));
        var costs = lines.ConvertAll(rate.Tokens);
        var kept = new bool[lines.Count];
        var left = room;
        left -= Take(kept, costs, Enumerable.Range(0, lines.Count), (int)(room * HeadShare), stopAtFirst: true);
        left -= Take(kept, costs, Enumerable.Range(0, lines.Count).Reverse(), (int)(room * TailShare), stopAtFirst: true);
        Take(kept, costs, Errors(lines), left - (NoteTokens * 2), stopAtFirst: false);
        return (Join(lines, kept, rate.Tokens(text)), kept.Count(line => !line));
    }

    /// <summary>Lines with their ends, long ones in pieces: a text without line breaks has a head and a tail too.</summary>
    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var length = text.AsSpan(start).IndexOf('\n') + 1;
            if (length == 0) length = text.Length - start;
            if (length > LongestPiece) length = char.IsHighSurrogate(text[start + LongestPiece - 1]) ? LongestPiece - 1 : LongestPiece;
            lines.Add(text.Substring(start, length));
            start += length;
        }

        return lines;
    }

    private static int Take(bool[] kept, List<int> costs, IEnumerable<int> order, int room, bool stopAtFirst)
    {
        var taken = 0;
        foreach (var line in order)
        {
            if (kept[line]) continue;
            if (taken + costs[line] > room)
            {
                if (stopAtFirst) break;
                continue;
            }

            kept[line] = true;
            taken += costs[line];
        }

        return taken;
    }

    /// <summary>Lines that speak of errors, each kind first once, then the lines around them, then the repetitions.</summary>
    private static IEnumerable<int> Errors(List<string> lines)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        List<int> first = [], again = [];
        for (var index = 0; index < lines.Count; index++)
        {
            if (!Error().IsMatch(lines[index])) continue;
            (seen.Add(Figures().Replace(lines[index], "0")) ? first : again).Add(index);
        }

        var around = first.SelectMany(index => Enumerable.Range(index - Around, (Around * 2) + 1)).Where(index => index >= 0 && index < lines.Count);
        return [.. first, .. around, .. again];
    }

    private static string Join(List<string> lines, bool[] kept, int tokens)
    {
        var text = new StringBuilder();
        for (var index = 0; index < lines.Count;)
        {
            if (kept[index])
            {
                text.Append(lines[index++]);
                continue;
            }

            var end = index;
            while (end < lines.Count && !kept[end]) end++;
            if (text.Length > 0 && text[^1] != '\n') text.Append('\n');
            text.Append("[… ").Append(end - index).Append(end - index == 1 ? " line" : " lines").Append(" left out …]\n");
            index = end;
        }

        if (text[^1] != '\n') text.Append('\n');
        return text.Append("[This text had about ").Append(tokens).Append(" tokens; its head, its tail and the lines around errors are shown.]").ToString();
    }

    [GeneratedRegex(@"\b(error|errors|exception|fatal|fail|failed|failure|panic|critical|crash(ed)?|abort(ed)?|denied|refused|timed? ?out|timeout|unreachable|traceback|caused by|segfault|out of memory|unhandled|[45][0-9]{2} (internal|bad|service|gateway|unauthorized|forbidden|not found))\b|\w(Error|Exception)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Error();

    [GeneratedRegex(@"[0-9a-fA-F]*[0-9][0-9a-fA-F:.-]*", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Figures();
}
