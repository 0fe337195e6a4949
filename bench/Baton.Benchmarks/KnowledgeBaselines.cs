using Baton.Agents.Knowledge;
using Baton.Engine.Stores.Search;

namespace Baton.Benchmarks;

/// <summary>What there would be without an index: every document is looked at, whole, for the whole question.</summary>
internal sealed class KnowledgeBaselines(IReadOnlyList<KnowledgeDocument> documents)
{
    private readonly List<(string Id, Dictionary<string, int> Words, int Length)> _indexed =
        [.. documents.Select(document => (document.Id, Words: TextWords.Of($"{document.Title}\n{document.Text}")))
            .Select(pair => (pair.Id, pair.Words.CountBy(word => word, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal), pair.Words.Count))];

    /// <summary>As <c>LIKE '%word%'</c> would: how many of the question's words stand in the text.</summary>
    public List<string> Scan(string question, int limit)
    {
        var words = question.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('.', ',', '"', '?', '!', '(', ')'))
            .Where(word => word.Length > 3).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return [.. documents
            .Select(document => (document.Id, Count: words.Count(word => document.Text.Contains(word, StringComparison.OrdinalIgnoreCase) || document.Title.Contains(word, StringComparison.OrdinalIgnoreCase))))
            .OrderByDescending(pair => pair.Count).ThenBy(pair => pair.Id, StringComparer.Ordinal).Take(limit).Select(pair => pair.Id)];
    }

    /// <summary>Textbook BM25 in memory: neither chunks nor passages nor titles, the same words.</summary>
    public List<string> Textbook(string question, int limit)
    {
        var average = _indexed.Average(document => document.Length);
        var weights = TextWords.Of(question).Distinct(StringComparer.Ordinal)
            .Select(word => (Word: word, With: _indexed.Count(document => document.Words.ContainsKey(word)))).Where(pair => pair.With > 0)
            .Select(pair => (pair.Word, Weight: Bm25.Weight(_indexed.Count, pair.With))).ToList();
        return [.. _indexed
            .Select(document => (document.Id, Score: weights.Sum(word => document.Words.TryGetValue(word.Word, out var times) ? Bm25.Score(word.Weight, times, document.Length, average) : 0)))
            .OrderByDescending(pair => pair.Score).ThenBy(pair => pair.Id, StringComparer.Ordinal).Take(limit).Select(pair => pair.Id)];
    }
}
