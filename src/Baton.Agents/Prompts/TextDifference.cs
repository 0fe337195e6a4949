using System.Text.RegularExpressions;

namespace Baton.Agents.Prompts;

/// <summary>Finds what differs between two texts, word by word: the longest common subsequence of what lies between equal ends.</summary>
internal static partial class TextDifference
{
    /// <summary>The most pairs of words that are compared; beyond it the middle counts as replaced.</summary>
    private const int MostPairs = 1_000_000;

    public static IReadOnlyList<TextPart> Of(string from, string to)
    {
        var (old, present) = (Words(from), Words(to));
        var start = 0;
        while (start < old.Length && start < present.Length && old[start] == present[start]) start++;
        var end = 0;
        while (end < old.Length - start && end < present.Length - start && old[^(end + 1)] == present[^(end + 1)]) end++;
        var parts = new List<TextPart>();
        Add(parts, TextChange.Kept, old.AsSpan(0, start));
        Middle(parts, old.AsSpan(start, old.Length - start - end), present.AsSpan(start, present.Length - start - end));
        Add(parts, TextChange.Kept, old.AsSpan(old.Length - end));
        return parts;
    }

    private static void Middle(List<TextPart> parts, ReadOnlySpan<string> old, ReadOnlySpan<string> present)
    {
        if ((long)old.Length * present.Length > MostPairs)
        {
            Add(parts, TextChange.Removed, old);
            Add(parts, TextChange.Added, present);
            return;
        }

        var common = Lengths(old, present);
        for (int one = 0, other = 0; one < old.Length || other < present.Length;)
        {
            if (one < old.Length && other < present.Length && old[one] == present[other])
            {
                Add(parts, TextChange.Kept, old.Slice(one++, 1));
                other++;
            }
            else if (one < old.Length && (other == present.Length || common[one + 1, other] >= common[one, other + 1])) Add(parts, TextChange.Removed, old.Slice(one++, 1));
            else Add(parts, TextChange.Added, present.Slice(other++, 1));
        }
    }

    /// <summary>The length of the longest common subsequence of what follows each pair of places.</summary>
    private static int[,] Lengths(ReadOnlySpan<string> old, ReadOnlySpan<string> present)
    {
        var common = new int[old.Length + 1, present.Length + 1];
        for (var one = old.Length - 1; one >= 0; one--)
        {
            for (var other = present.Length - 1; other >= 0; other--)
            {
                common[one, other] = old[one] == present[other] ? common[one + 1, other + 1] + 1 : Math.Max(common[one + 1, other], common[one, other + 1]);
            }
        }

        return common;
    }

    private static void Add(List<TextPart> parts, TextChange change, ReadOnlySpan<string> words)
    {
        if (words.Length == 0) return;
        var text = string.Concat(words);
        if (parts is [.., var last] && last.Change == change) parts[^1] = last with { Text = last.Text + text };
        else parts.Add(new TextPart(change, text));
    }

    private static string[] Words(string text) => [.. Word().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\s+|\w+|[^\w\s]", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}

/// <summary>A piece of a difference.</summary>
/// <param name="Change">What became of it.</param>
/// <param name="Text">The text.</param>
public sealed record TextPart(TextChange Change, string Text);

/// <summary>What became of a piece of text.</summary>
public enum TextChange
{
    /// <summary>It stands in both texts.</summary>
    Kept,

    /// <summary>Only the earlier text has it.</summary>
    Removed,

    /// <summary>Only the later text has it.</summary>
    Added,
}
