using Baton.Agents.Knowledge.Embeddings;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Search;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Baton.Agents.Knowledge.Ranking;

/// <summary>By meaning: the nearest vectors. A generator that fails leaves the question to the other rankings.</summary>
internal sealed partial class VectorRanking(IStore store, IEmbeddingGenerator<string, Embedding<float>> embeddings, ILogger<VectorRanking> logger) : IKnowledgeRanking
{
    /// <summary>How much of a question is embedded.</summary>
    private const int MostCharacters = 8_000;

    public async ValueTask<IReadOnlyList<SearchHit>> RankAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        try
        {
            var text = query.Text.Length > MostCharacters ? query.Text[..MostCharacters] : query.Text;
            var made = await embeddings.GenerateAsync([text], GatedEmbeddings.For(query.Tenant), cancellationToken);
            return await store.Search.NearestAsync(new NearestQuery(query.Tenant, query.Collections, made[0].Vector, query.Limit), cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception);
            return [];
        }
    }
}
