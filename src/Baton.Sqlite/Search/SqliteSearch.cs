using Baton.Engine.Stores;
using Baton.Engine.Stores.Search;
using Baton.Sqlite.Native;
using Baton.Sqlite.Reading;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Search;

internal sealed class SqliteSearch(Writer writer, ReaderPool readers) : ISearchStore
{
    public async ValueTask PutAsync(string tenant, string collection, IReadOnlyList<SearchDocument> documents, CancellationToken cancellationToken)
    {
        SearchLimits.Check(collection, documents);
        await writer.RunAsync(
            session =>
            {
                DocumentRows.Put(session, tenant, collection, documents, session.Now);
                return true;
            },
            cancellationToken);
    }

    public async ValueTask<int> RemoveAsync(string tenant, string collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => DocumentRows.Remove(session, tenant, collection, ids), cancellationToken);

    public async ValueTask<bool> DropAsync(string tenant, string collection, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => DocumentRows.Drop(session, tenant, collection), cancellationToken);

    public ValueTask<IReadOnlyList<SearchCollection>> CollectionsAsync(string tenant, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<SearchCollection>>(readers.Read(connection =>
            connection.Prepare("SELECT name, documents, chunks, updated_at FROM search_collection WHERE tenant = ?1 ORDER BY name")
                .Bind(1, tenant).All(row => new SearchCollection(row.Text(0), row.Long(1), row.Long(2), row.Time(3)))));

    public ValueTask<IReadOnlyList<SearchDocumentRow>> DocumentsAsync(
        string tenant, string collection, string after, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<SearchDocumentRow>>(readers.Read(connection => connection.Prepare(
            """
            SELECT d.id, d.title, d.hash, d.chunks, d.updated_at FROM search_document d JOIN search_collection s ON s.key = d.collection
            WHERE s.tenant = ?1 AND s.name = ?2 AND d.id > ?3 ORDER BY d.id LIMIT ?4
            """)
            .Bind(1, tenant).Bind(2, collection).Bind(3, after).Bind(4, limit)
            .All(row => new SearchDocumentRow(row.Text(0), row.Text(1), row.Text(2), row.Int(3), row.Time(4)))));

    public ValueTask<IReadOnlyDictionary<string, string>> HashesAsync(
        string tenant, string collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read(connection => DocumentRows.Hashes(connection, tenant, collection, ids)));

    public ValueTask<IReadOnlyList<SearchHit>> FindAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var passages = QueryWords.Passages(query.Text);
        return ValueTask.FromResult(readers.Read(connection => BestOf(query.Tenant, query.Collections, query.Limit, connection, key =>
            WordIndex.Find(connection, key, WordIndex.Choose(connection, key, passages)).Select(pair => (pair.Key, Math.Sqrt(pair.Value))))));
    }

    public ValueTask<IReadOnlyList<SearchHit>> NearestAsync(NearestQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read(connection => BestOf(query.Tenant, query.Collections, query.Limit, connection, key => Nearest(connection, key, query))));

    /// <summary>The best of all collections, as of one moment.</summary>
    private static IReadOnlyList<SearchHit> BestOf(
        string tenant, IReadOnlyList<string> names, int limit, Connection connection, Func<long, IEnumerable<(long Chunk, double Score)>> find)
    {
        connection.Run("BEGIN");
        try
        {
            var found = names.Distinct(StringComparer.Ordinal)
                .Select(name => (Name: name, Key: DocumentRows.FindCollection(connection, tenant, name))).Where(collection => collection.Key is not null)
                .SelectMany(collection => find(collection.Key!.Value)
                    .OrderByDescending(hit => hit.Score).Take(limit)
                    .Select(hit => DocumentRows.Hit(connection, collection.Name, hit.Chunk, hit.Score)));
            return BestHits.Of(found.OfType<SearchHit>(), limit);
        }
        finally
        {
            connection.Run("COMMIT");
        }
    }

    private static List<(long Chunk, double Score)> Nearest(Connection connection, long collection, NearestQuery query) =>
        connection.Prepare(
            """
            SELECT c.key, c.vector FROM search_document d JOIN search_chunk c ON c.document = d.key WHERE d.collection = ?1 AND length(c.vector) = ?2
            """)
            .Bind(1, collection).Bind(2, query.Vector.Length * sizeof(float))
            .All(row => (row.Long(0), Vectors.Cosine(query.Vector.Span, row.Blob(1))));
}
