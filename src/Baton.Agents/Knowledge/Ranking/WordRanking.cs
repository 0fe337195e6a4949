using Baton.Engine.Stores;
using Baton.Engine.Stores.Search;

namespace Baton.Agents.Knowledge.Ranking;

/// <summary>By words: the store's full-text index.</summary>
internal sealed class WordRanking(IStore store) : IKnowledgeRanking
{
    public ValueTask<IReadOnlyList<SearchHit>> RankAsync(SearchQuery query, CancellationToken cancellationToken) =>
        store.Search.FindAsync(query, cancellationToken);
}
