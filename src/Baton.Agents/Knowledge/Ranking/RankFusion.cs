using Baton.Engine.Stores.Search;

namespace Baton.Agents.Knowledge.Ranking;

/// <summary>Makes one ranking of several: each gives a chunk 1 / (60 + place).</summary>
/// <remarks>Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods" (SIGIR 2009).</remarks>
internal static class RankFusion
{
    private const int K = 60;

    /// <summary>The best of all rankings; of one alone, its own best with its own scores.</summary>
    public static IReadOnlyList<SearchHit> Fuse(IReadOnlyList<IReadOnlyList<SearchHit>> rankings, int limit)
    {
        var said = rankings.Where(ranking => ranking.Count > 0).ToList();
        if (said.Count <= 1) return [.. said.SelectMany(ranking => ranking).Take(limit)];
        return BestHits.Of(
            said.SelectMany(ranking => ranking.Select((hit, index) => (Hit: hit, Score: 1.0 / (K + index + 1))))
                .GroupBy(ranked => (ranked.Hit.Collection, ranked.Hit.Document, ranked.Hit.Chunk))
                .Select(group => group.First().Hit with { Score = group.Sum(ranked => ranked.Score) }),
            limit);
    }
}
