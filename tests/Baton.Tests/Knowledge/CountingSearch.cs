using Baton.Engine.Stores;
using Baton.Engine.Stores.Search;

namespace Baton.Tests.Knowledge;

/// <summary>Counts how many chunks are written together.</summary>
internal sealed class CountingSearch(ISearchStore inner) : ISearchStore
{
    public List<int> Written { get; } = [];

    public ValueTask PutAsync(string tenant, string collection, IReadOnlyList<SearchDocument> documents, CancellationToken cancellationToken)
    {
        Written.Add(documents.Sum(document => document.Chunks.Count));
        return inner.PutAsync(tenant, collection, documents, cancellationToken);
    }

    public ValueTask<int> RemoveAsync(string tenant, string collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        inner.RemoveAsync(tenant, collection, ids, cancellationToken);

    public ValueTask<bool> DropAsync(string tenant, string collection, CancellationToken cancellationToken) => inner.DropAsync(tenant, collection, cancellationToken);

    public ValueTask<IReadOnlyList<SearchCollection>> CollectionsAsync(string tenant, CancellationToken cancellationToken) => inner.CollectionsAsync(tenant, cancellationToken);

    public ValueTask<IReadOnlyList<SearchDocumentRow>> DocumentsAsync(string tenant, string collection, string after, int limit, CancellationToken cancellationToken) =>
        inner.DocumentsAsync(tenant, collection, after, limit, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, string>> HashesAsync(string tenant, string collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        inner.HashesAsync(tenant, collection, ids, cancellationToken);

    public ValueTask<IReadOnlyList<SearchHit>> FindAsync(SearchQuery query, CancellationToken cancellationToken) => inner.FindAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<SearchHit>> NearestAsync(NearestQuery query, CancellationToken cancellationToken) => inner.NearestAsync(query, cancellationToken);
}
