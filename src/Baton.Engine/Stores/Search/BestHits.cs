namespace Baton.Engine.Stores.Search;

/// <summary>Puts hits in order: by score, then by collection, document and chunk, so that every driver gives the same.</summary>
public static class BestHits
{
    /// <summary>The best of some hits.</summary>
    public static IReadOnlyList<SearchHit> Of(IEnumerable<SearchHit> hits, int limit) =>
        [.. hits
            .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Collection, StringComparer.Ordinal)
            .ThenBy(hit => hit.Document, StringComparer.Ordinal).ThenBy(hit => hit.Chunk)
            .Take(limit)];
}
