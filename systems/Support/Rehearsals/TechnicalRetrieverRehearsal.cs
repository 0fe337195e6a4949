using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Agents.Models;
using Baton.Support.Desk;
using Baton.Support.Desk.Technical;

namespace Baton.Support.Rehearsals;

/// <summary>Plays the retriever's model: takes those of the found documents that share enough words with what the customer wrote.</summary>
public sealed partial class TechnicalRetrieverRehearsal : Rehearsal
{
    private const int MostSources = 2;
    private const int LongestQuote = 400;

    /// <inheritdoc />
    public override string Agent => AgentNames.TechnicalRetriever;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request)
    {
        var asked = Stems(request.Messages.LastOrDefault(message => message.Type == "human" && !DeskMaterial.Is(message))?.Content ?? "").ToHashSet(StringComparer.Ordinal);
        var result = request.Messages.LastOrDefault(message => message.Type == "tool")?.Content ?? "";
        return RehearsalReply.Answer(new RetrievedSources(
        [
            .. Found(result)
                .Select(source => (Source: source, Shared: Stems($"{source.Title} {source.Text}").Distinct().Count(asked.Contains)))
                .Where(pair => pair.Shared >= Math.Min(2, asked.Count) && pair.Shared > 0)
                .OrderByDescending(pair => pair.Shared)
                .Take(MostSources)
                .Select(pair => new RetrievedSource(pair.Source.Cite, Quote(pair.Source.Text, asked))),
        ]));
    }

    private static IEnumerable<(string Cite, string Title, string Text)> Found(string result)
    {
        if (!result.StartsWith('{')) yield break;
        using var json = JsonDocument.Parse(result);
        if (!json.RootElement.TryGetProperty("sources", out var sources)) yield break;
        foreach (var source in sources.EnumerateArray())
        {
            yield return (source.GetProperty("cite").GetString()!, source.GetProperty("title").GetString()!, source.GetProperty("text").GetString()!);
        }
    }

    // The sentence that shares most words with the question, word for word.
    private static string Quote(string text, HashSet<string> asked)
    {
        var body = string.Join(' ', text.Split('\n').Where(line => !line.StartsWith('#')).Select(line => line.Trim())).Trim();
        var best = Sentence().Split(body).Where(sentence => sentence.Length > 0)
            .OrderByDescending(sentence => Stems(sentence).Distinct().Count(asked.Contains)).FirstOrDefault() ?? "";
        return best.Length > LongestQuote ? best[..LongestQuote] : best;
    }

    private static IEnumerable<string> Stems(string text) =>
        Word().Matches(text.ToLowerInvariant()).Select(match => match.Value.Length > 6 ? match.Value[..6] : match.Value);

    [GeneratedRegex(@"\p{L}{4,}", RegexOptions.None, 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<=[.!?])\s+", RegexOptions.None, 1000)]
    private static partial Regex Sentence();
}
