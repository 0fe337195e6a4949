using Baton.Engine.Stores.Search;

namespace Baton.Agents.Knowledge.Ranking;

/// <summary>
/// A way to find chunks. Several are fused by reciprocal rank, so scores need not be comparable between them. Register more as services.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IKnowledgeRanking
{
    /// <summary>The chunks that fit a question, the best first; none where this way has nothing to say.</summary>
    ValueTask<IReadOnlyList<SearchHit>> RankAsync(SearchQuery query, CancellationToken cancellationToken);
}
