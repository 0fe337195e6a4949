using Baton.Engine.Stores.Search;
using Baton.Engine.Stores.Transfer;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Search;

/// <summary>The rows of collections, documents and chunks. Whoever changes any of a collection's holds the collection's row.</summary>
internal static class DocumentRows
{
    public static Task<List<CollectionRow>> CollectionsAsync(Session session, string tenant, IReadOnlyList<string> names) =>
        session.Prepare("SELECT key, name, chunks, words FROM search_collection WHERE tenant = $1 AND name = ANY($2) ORDER BY name")
            .Bind(tenant).Bind(names).AllAsync(row => new CollectionRow(row.Long(0), row.Text(1), row.Long(2), row.Long(3)));

    public static async Task<bool> PutAsync(Session session, string tenant, string name, IReadOnlyList<SearchDocument> documents, DateTimeOffset? at)
    {
        if (documents.Count == 0)
        {
            return false;
        }

        var collection = await session.Prepare(
            """
            INSERT INTO search_collection(tenant, name, documents, chunks, words, updated_at) VALUES($1, $2, 0, 0, 0, coalesce($3, clock()))
            ON CONFLICT(tenant, name) DO UPDATE SET updated_at = excluded.updated_at RETURNING key
            """)
            .Bind(tenant).Bind(name).Bind(at).FirstAsync(row => row.Long(0));
        await RemoveRowsAsync(session, collection, [.. documents.Select(document => document.Id)]);
        var all = new List<ChunkWords>();
        foreach (var document in documents)
        {
            var words = ChunkWords.Of(document);
            await InsertAsync(session, collection, document, words, at);
            all.AddRange(words);
        }

        await WordIndex.CountAsync(session, collection, all);
        return await RecountAsync(session, collection, documents.Count, all.Count, all.Sum(words => words.Length));
    }

    public static async Task<int> RemoveAsync(Session session, string tenant, string name, IReadOnlyCollection<string> ids)
    {
        if (await LockAsync(session, tenant, name) is not { } collection)
        {
            return 0;
        }

        var removed = await RemoveRowsAsync(session, collection, ids);
        if (removed > 0)
        {
            await session.Prepare("UPDATE search_collection SET updated_at = clock() WHERE key = $1").Bind(collection).ExecuteAsync();
            await session.Prepare("DELETE FROM search_collection WHERE key = $1 AND documents = 0").Bind(collection).ExecuteAsync();
        }

        return removed;
    }

    public static async Task<bool> DropAsync(Session session, string tenant, string name)
    {
        if (await LockAsync(session, tenant, name) is not { } collection)
        {
            return false;
        }

        foreach (var sql in (string[])[
            "DELETE FROM search_chunk WHERE document IN (SELECT key FROM search_document WHERE collection = $1)",
            "DELETE FROM search_document WHERE collection = $1", "DELETE FROM search_word WHERE collection = $1",
            "DELETE FROM search_collection WHERE key = $1"])
        {
            await session.Prepare(sql).Bind(collection).ExecuteAsync();
        }

        return true;
    }

    /// <summary>The chunks with these keys.</summary>
    public static async Task<List<SearchHit>> HitsAsync(Session session, string collection, IReadOnlyList<(long Chunk, double Score)> found)
    {
        var scores = found.ToDictionary(hit => hit.Chunk, hit => hit.Score);
        return await session.Prepare(
            """
            SELECT c.key, d.id, c.number, d.title, c.text, d.metadata FROM search_chunk c JOIN search_document d ON d.key = c.document
            WHERE c.key = ANY($1)
            """)
            .Bind([.. scores.Keys])
            .AllAsync(row => new SearchHit(collection, row.Text(1), row.Int(2), row.Text(3), row.Text(4), scores[row.Long(0)]) { Metadata = row.Json(5) });
    }

    /// <summary>Every document whole, for an export.</summary>
    public static Statement All(Session session) => session.Prepare(
        """
        SELECT s.tenant, s.name, d.id, d.title, d.hash, d.metadata, d.updated_at,
          array(SELECT c.text FROM search_chunk c WHERE c.document = d.key ORDER BY c.number),
          array(SELECT coalesce(c.vector, '') FROM search_chunk c WHERE c.document = d.key ORDER BY c.number)
        FROM search_document d JOIN search_collection s ON s.key = d.collection ORDER BY s.tenant, s.name, d.id
        """);

    public static StoreItem Read(NpgsqlDataReader row)
    {
        var (texts, vectors) = (row.GetFieldValue<string[]>(7), row.GetFieldValue<byte[][]>(8));
        var chunks = texts.Zip(vectors, (text, vector) => new SearchChunk(text) { Vector = Vectors.Read(vector) });
        return new DocumentItem(
            row.Text(0), row.Text(1), new(row.Text(2), row.Text(3), [.. chunks]) { Hash = row.Text(4), Metadata = row.Json(5) }, row.Time(6));
    }

    private static Task<long?> LockAsync(Session session, string tenant, string name) =>
        session.Prepare("SELECT key FROM search_collection WHERE tenant = $1 AND name = $2 FOR UPDATE")
            .Bind(tenant).Bind(name).FirstAsync(row => (long?)row.Long(0));

    private static async Task InsertAsync(
        Session session, long collection, SearchDocument document, IReadOnlyList<ChunkWords> words, DateTimeOffset? at)
    {
        var key = await session.Prepare(
            """
            INSERT INTO search_document(collection, id, title, hash, chunks, metadata, updated_at)
            VALUES($1, $2, $3, $4, $5, $6, coalesce($7, clock())) RETURNING key
            """)
            .Bind(collection).Bind(document.Id).Bind(document.Title).Bind(document.Hash).Bind(document.Chunks.Count).Bind(document.Metadata).Bind(at)
            .FirstAsync(row => row.Long(0));
        await session.Prepare(
            """
            INSERT INTO search_chunk(document, number, length, text, words, vector)
            SELECT $1, number, length, text, words::tsvector, nullif(vector, '')
            FROM unnest($2::text[], $3::bigint[], $4::text[], $5::bytea[]) WITH ORDINALITY AS t(text, length, words, vector, number)
            """)
            .Bind(key).Bind([.. document.Chunks.Select(chunk => chunk.Text)]).Bind([.. words.Select(chunk => (long)chunk.Length)])
            .Bind([.. words.Select(chunk => WordIndex.Vector(collection, chunk))])
            .Bind([.. document.Chunks.Select(chunk => Vectors.Bytes(chunk.Vector) ?? [])]).ExecuteAsync();
    }

    /// <summary>Removes documents with all that was counted of them.</summary>
    private static async Task<int> RemoveRowsAsync(Session session, long collection, IReadOnlyCollection<string> ids)
    {
        var chunks = await session.Prepare(
            """
            SELECT c.key, c.length FROM search_document d JOIN search_chunk c ON c.document = d.key WHERE d.collection = $1 AND d.id = ANY($2)
            """)
            .Bind(collection).Bind([.. ids]).AllAsync(row => (Key: row.Long(0), Length: row.Int(1)));
        if (chunks.Count > 0)
        {
            await WordIndex.ForgetAsync(session, collection, chunks.ConvertAll(chunk => chunk.Key));
            await session.Prepare("DELETE FROM search_chunk WHERE key = ANY($1)").Bind(chunks.ConvertAll(chunk => chunk.Key)).ExecuteAsync();
        }

        var removed = await session.Prepare("DELETE FROM search_document WHERE collection = $1 AND id = ANY($2)").Bind(collection).Bind([.. ids]).ExecuteAsync();
        await RecountAsync(session, collection, -removed, -chunks.Count, -chunks.Sum(chunk => (long)chunk.Length));
        return removed;
    }

    private static async Task<bool> RecountAsync(Session session, long collection, int documents, int chunks, long words) =>
        await session.Prepare(
            "UPDATE search_collection SET documents = documents + $2, chunks = chunks + $3, words = words + $4 WHERE key = $1")
            .Bind(collection).Bind(documents).Bind(chunks).Bind(words).ExecuteAsync() == 1;
}
