namespace Baton.Support.Rehearsals.Reading;

/// <summary>Finds the word that somebody meant: slips of a key, letters left out or swapped, words run together.</summary>
internal static class Spelling
{
    private static readonly string[] _known = [.. Lexicon.Words.Keys.Where(word => word.Length >= 4 && CanBeGuessed(word))];

    /// <summary>The known words that <paramref name="word"/> was meant as; none where nothing is near enough.</summary>
    public static IEnumerable<string> Correct(string word)
    {
        if (Lexicon.Words.ContainsKey(word)) return [word];
        if (word.Length < 4) return [];
        return RunTogether(word) ?? Nearest(word);
    }

    // A crime or a lawsuit is never guessed at.
    private static bool CanBeGuessed(string word) => (Lexicon.Words[word] & (Concept.Theft | Concept.Legal)) == Concept.None;

    private static string[]? RunTogether(string word)
    {
        for (var cut = 1; cut <= word.Length - 3; cut++)
        {
            var (left, right) = (word[..cut], word[cut..]);
            if (Lexicon.Words.ContainsKey(left) && Lexicon.Words.ContainsKey(right) && CanBeGuessed(right)) return [left, right];
        }

        return null;
    }

    private static string[] Nearest(string word)
    {
        var best = word.Length >= 8 ? 2 : 1;
        string? found = null;
        foreach (var candidate in _known)
        {
            if (Math.Abs(candidate.Length - word.Length) > best || (candidate[0] != word[0] && word.Length < 6)) continue;
            var distance = Distance(word, candidate);
            if (distance > best || (distance == best && found is not null)) continue;
            best = distance;
            found = candidate;
        }

        return found is null ? [] : [found];
    }

    // Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours count one each.
    private static int Distance(string from, string to)
    {
        Span<int> before = stackalloc int[to.Length + 1];
        Span<int> previous = stackalloc int[to.Length + 1];
        Span<int> current = stackalloc int[to.Length + 1];
        for (var column = 0; column <= to.Length; column++) previous[column] = column;
        for (var row = 1; row <= from.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= to.Length; column++)
            {
                var same = from[row - 1] == to[column - 1];
                current[column] = Math.Min(Math.Min(current[column - 1], previous[column]) + 1, previous[column - 1] + (same ? 0 : 1));
                if (row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1])
                    current[column] = Math.Min(current[column], before[column - 2] + 1);
            }

            previous.CopyTo(before);
            current.CopyTo(previous);
        }

        return previous[to.Length];
    }
}
