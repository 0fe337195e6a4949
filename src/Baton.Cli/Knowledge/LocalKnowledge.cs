using Baton.Agents.Knowledge;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Search;

namespace Baton.Cli.Knowledge;

/// <summary>The store, opened by this process. Chunks are found by their words: what makes vectors is configured in servers.</summary>
internal sealed class LocalKnowledge(IStore store, string tenant) : IKnowledgeTarget
{
    private const int Page = 1_000;
    private readonly KnowledgeIndex _index = new(store);

    public ValueTask<IReadOnlyList<SearchCollection>> CollectionsAsync(CancellationToken cancellationToken) =>
        _index.CollectionsAsync(tenant, cancellationToken);

    public ValueTask<IReadOnlyList<SearchDocumentRow>> DocumentsAsync(string collection, string after, CancellationToken cancellationToken) =>
        _index.DocumentsAsync(tenant, collection, after, Page, cancellationToken);

    public ValueTask<KnowledgeChanges> PutAsync(string collection, IReadOnlyList<KnowledgeDocument> documents, CancellationToken cancellationToken) =>
        _index.PutAsync(tenant, collection, documents, cancellationToken);

    public ValueTask<int> RemoveAsync(string collection, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        _index.RemoveAsync(tenant, collection, ids, cancellationToken);

    public ValueTask DropAsync(string collection, CancellationToken cancellationToken) => _index.DropAsync(tenant, collection, cancellationToken);

    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(string collection, string text, int limit, CancellationToken cancellationToken)
    {
        await _index.RequireAsync(tenant, collection, cancellationToken);
        return await store.Search.FindAsync(new SearchQuery(tenant, [collection], text, limit), cancellationToken);
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
