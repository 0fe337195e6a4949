using Baton.Agents.Knowledge.Ranking;
using Baton.Engine.Stores.Search;

namespace Baton.Agents.Knowledge;

/// <summary>Finds what collections say about a question.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class KnowledgeSearch
{
    /// <summary>How many chunks of each ranking are fused, at least.</summary>
    private const int Considered = 50;

    private readonly IReadOnlyList<IKnowledgeRanking> _rankings;

    /// <summary>Makes a search.</summary>
    /// <param name="rankings">How chunks are found.</param>
    public KnowledgeSearch(IEnumerable<IKnowledgeRanking> rankings) => _rankings = [.. rankings];

    /// <summary>The chunks that fit a question best, the best first.</summary>
    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var wide = _rankings.Count > 1 ? query with { Limit = Math.Max(Considered, query.Limit) } : query;
        var found = await Task.WhenAll(_rankings.Select(ranking => ranking.RankAsync(wide, cancellationToken).AsTask()));
        return RankFusion.Fuse(found, query.Limit);
    }
}
