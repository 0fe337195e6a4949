namespace Baton.Engine.Stores.Search;

/// <summary>
/// A question as drivers look for it. A long one says several things, and few chunks have to do with all of them: it is cut into passages of
/// whole sentences, each looked for by itself. Of each passage only the words count that some chunk has, the rarest first, as many as have
/// <see cref="SearchLimits.PassageMatches"/> matches together: that bounds the work whatever the collection's size.
/// </summary>
public static class QueryWords
{
    /// <summary>How many words make a passage; the sentence in which it gets them belongs to it.</summary>
    public const int PassageWords = 20;

    private const int MostPassageWords = 40;
    private static readonly char[] SentenceEnds = ['.', '!', '?', '\n'];

    /// <summary>The different words of each passage.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Passages(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var passages = new List<IReadOnlyList<string>>();
        var passage = new List<string>();
        foreach (var sentence in Sentences(text.Length > SearchLimits.QueryCharacters ? text[..SearchLimits.QueryCharacters] : text))
        {
            passage.AddRange(TextWords.Of(sentence));
            if (passage.Count >= PassageWords)
            {
                passages.AddRange(passage.Chunk(MostPassageWords).Select(words => words.Distinct(StringComparer.Ordinal).ToArray()));
                passage.Clear();
            }
        }

        if (passage.Count > 0)
        {
            passages.Add([.. passage.Distinct(StringComparer.Ordinal)]);
        }

        return passages;
    }

    /// <summary>The words of each passage that are looked for in a collection; passages without any are left out.</summary>
    /// <param name="passages">The passages.</param>
    /// <param name="chunksWith">How many chunks have a word; words that none has may be missing.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Choose(IReadOnlyList<IReadOnlyList<string>> passages, IReadOnlyDictionary<string, long> chunksWith)
    {
        ArgumentNullException.ThrowIfNull(passages);
        ArgumentNullException.ThrowIfNull(chunksWith);
        return [.. passages.Select(words => Choose(words, chunksWith)).Where(words => words.Count > 0)];
    }

    private static List<string> Choose(IReadOnlyList<string> words, IReadOnlyDictionary<string, long> chunksWith)
    {
        var (chosen, matches) = (new List<string>(), 0L);
        foreach (var (word, count) in words
            .Select(word => (Word: word, Count: chunksWith.GetValueOrDefault(word))).Where(pair => pair.Count > 0)
            .OrderBy(pair => pair.Count).ThenBy(pair => pair.Word, StringComparer.Ordinal))
        {
            matches += count;
            if (chosen.Count > 0 && matches > SearchLimits.PassageMatches)
            {
                break;
            }

            chosen.Add(word);
        }

        return chosen;
    }

    private static IEnumerable<string> Sentences(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOfAny(SentenceEnds, start);
            while (end >= 0 && text[end] != '\n' && end + 1 < text.Length && !char.IsWhiteSpace(text[end + 1]))
            {
                end = text.IndexOfAny(SentenceEnds, end + 1);
            }

            end = end < 0 ? text.Length : end + 1;
            yield return text[start..end];
            start = end;
        }
    }
}
