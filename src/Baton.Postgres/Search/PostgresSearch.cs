using Baton.Engine.Stores;
using Baton.Engine.Stores.Search;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Search;

internal sealed class PostgresSearch(Database database) : ISearchStore
{
    public async ValueTask PutAsync(string tenant, string collection, IReadOnlyList<SearchDocument> documents, CancellationToken cancellationToken)
    {
        SearchLimits.Check(collection, documents);
        await database.WriteAsync(session => DocumentRows.PutAsync(session, tenant, collection, documents, null), cancellationToken);
    }

    public async ValueTask<int> RemoveAsync(string tenant, string collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => DocumentRows.RemoveAsync(session, tenant, collection, ids), cancellationToken);

    public async ValueTask<bool> DropAsync(string tenant, string collection, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => DocumentRows.DropAsync(session, tenant, collection), cancellationToken);

    public async ValueTask<IReadOnlyList<SearchCollection>> CollectionsAsync(string tenant, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            session => session.Prepare("SELECT name, documents, chunks, updated_at FROM search_collection WHERE tenant = $1 ORDER BY name")
                .Bind(tenant).AllAsync(row => new SearchCollection(row.Text(0), row.Long(1), row.Long(2), row.Time(3))),
            cancellationToken);

    public async ValueTask<IReadOnlyList<SearchDocumentRow>> DocumentsAsync(
        string tenant, string collection, string after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            session => session.Prepare(
                """
                SELECT d.id, d.title, d.hash, d.chunks, d.updated_at FROM search_document d JOIN search_collection s ON s.key = d.collection
                WHERE s.tenant = $1 AND s.name = $2 AND d.id > $3 ORDER BY d.id LIMIT $4
                """)
                .Bind(tenant).Bind(collection).Bind(after).Bind(limit)
                .AllAsync(row => new SearchDocumentRow(row.Text(0), row.Text(1), row.Text(2), row.Int(3), row.Time(4))),
            cancellationToken);

    public async ValueTask<IReadOnlyDictionary<string, string>> HashesAsync(
        string tenant, string collection, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            session => session.Prepare(
                """
                SELECT d.id, d.hash FROM search_document d JOIN search_collection s ON s.key = d.collection
                WHERE s.tenant = $1 AND s.name = $2 AND d.id = ANY($3)
                """)
                .Bind(tenant).Bind(collection).Bind([.. ids]).AllAsync(row => (Id: row.Text(0), Hash: row.Text(1))),
            cancellationToken)).ToDictionary(row => row.Id, row => row.Hash, StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var passages = QueryWords.Passages(query.Text);
        return await BestOfAsync(query.Tenant, query.Collections, query.Limit, FindAsync, cancellationToken);

        async Task<List<(long Chunk, double Score)>> FindAsync(Session session, CollectionRow collection)
        {
            var with = await WordIndex.CountsAsync(session, collection.Key, passages.SelectMany(words => words));
            var chosen = QueryWords.Choose(passages, with);
            return chosen.Count == 0 ? [] : await WordIndex.FindAsync(session, collection, chosen, with, query.Limit);
        }
    }

    public async ValueTask<IReadOnlyList<SearchHit>> NearestAsync(NearestQuery query, CancellationToken cancellationToken)
    {
        return await BestOfAsync(query.Tenant, query.Collections, query.Limit, NearestAsync, cancellationToken);

        async Task<List<(long Chunk, double Score)>> NearestAsync(Session session, CollectionRow collection)
        {
            var found = await session.Prepare(
                """
                SELECT c.key, c.vector FROM search_document d JOIN search_chunk c ON c.document = d.key
                WHERE d.collection = $1 AND length(c.vector) = $2
                """)
                .Bind(collection.Key).Bind(query.Vector.Length * sizeof(float))
                .AllAsync(row => (Chunk: row.Long(0), Score: Vectors.Cosine(query.Vector.Span, row.Blob(1))));
            return [.. found.OrderByDescending(hit => hit.Score).Take(query.Limit)];
        }
    }

    private async Task<IReadOnlyList<SearchHit>> BestOfAsync(
        string tenant, IReadOnlyList<string> names, int limit, Func<Session, CollectionRow, Task<List<(long Chunk, double Score)>>> find,
        CancellationToken cancellationToken) =>
        await database.ReadAsync(
            async session =>
            {
                var hits = new List<SearchHit>();
                foreach (var collection in await DocumentRows.CollectionsAsync(session, tenant, names))
                {
                    hits.AddRange(await DocumentRows.HitsAsync(session, collection.Name, await find(session, collection)));
                }

                return BestHits.Of(hits, limit);
            },
            cancellationToken);
}
