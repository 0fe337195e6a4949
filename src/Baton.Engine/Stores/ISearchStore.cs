using Baton.Engine.Stores.Search;

namespace Baton.Engine.Stores;

/// <summary>
/// Documents in collections, found by their words and, where they have vectors, by nearness. What one tenant keeps neither shows in another
/// one's results nor changes their order: words are weighed within their collection.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface ISearchStore
{
    /// <summary>Writes documents whole, all or none; one that is there is replaced. The collection is made where there is none.</summary>
    /// <exception cref="ArgumentException">An id comes twice, or something is longer than <see cref="SearchLimits"/> allow.</exception>
    ValueTask PutAsync(string tenant, string collection, IReadOnlyList<SearchDocument> documents, CancellationToken cancellationToken);

    /// <summary>Removes documents, and the collection with its last one.</summary>
    /// <returns>How many of them were there.</returns>
    ValueTask<int> RemoveAsync(string tenant, string collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>Removes a collection with all its documents.</summary>
    /// <returns>False where there was none.</returns>
    ValueTask<bool> DropAsync(string tenant, string collection, CancellationToken cancellationToken);

    /// <summary>A tenant's collections, by name.</summary>
    ValueTask<IReadOnlyList<SearchCollection>> CollectionsAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>Documents without their text, by id, after <paramref name="after"/> (empty for the first).</summary>
    ValueTask<IReadOnlyList<SearchDocumentRow>> DocumentsAsync(string tenant, string collection, string after, int limit, CancellationToken cancellationToken);

    /// <summary>The hashes of those of some documents that are there, by id.</summary>
    ValueTask<IReadOnlyDictionary<string, string>> HashesAsync(
        string tenant, string collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>The chunks that fit a text best, by the formula of <see cref="Bm25"/>, the best first.</summary>
    ValueTask<IReadOnlyList<SearchHit>> FindAsync(SearchQuery query, CancellationToken cancellationToken);

    /// <summary>The chunks whose vectors lie nearest by their cosine, the nearest first. Looks at every vector of as many dimensions.</summary>
    ValueTask<IReadOnlyList<SearchHit>> NearestAsync(NearestQuery query, CancellationToken cancellationToken);
}
