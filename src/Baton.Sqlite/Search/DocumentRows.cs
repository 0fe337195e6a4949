using Baton.Engine.Stores.Search;
using Baton.Engine.Stores.Transfer;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Search;

/// <summary>The rows of collections, documents and chunks.</summary>
internal static class DocumentRows
{
    /// <summary>A collection's key, or null.</summary>
    public static long? FindCollection(Connection connection, string tenant, string name) =>
        connection.Prepare("SELECT key FROM search_collection WHERE tenant = ?1 AND name = ?2")
            .Bind(1, tenant).Bind(2, name).First(row => (long?)row.Long(0));

    public static IReadOnlyDictionary<string, string> Hashes(Connection connection, string tenant, string name, IEnumerable<string> ids)
    {
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (FindCollection(connection, tenant, name) is not { } collection)
        {
            return hashes;
        }

        var find = connection.Prepare("SELECT hash FROM search_document WHERE collection = ?1 AND id = ?2");
        foreach (var id in ids)
        {
            if (find.Bind(1, collection).Bind(2, id).First(row => row.Text(0)) is { } hash)
            {
                hashes[id] = hash;
            }
        }

        return hashes;
    }

    public static void Put(WriteSession session, string tenant, string name, IReadOnlyList<SearchDocument> documents, long at)
    {
        if (documents.Count == 0)
        {
            return;
        }

        var collection = FindCollection(session.Connection, tenant, name) ?? MakeCollection(session, tenant, name, at);
        var (gone, come) = (new List<long>(), new List<(long Key, ChunkWords Words)>());
        var present = 0;
        foreach (var document in documents)
        {
            present += RemoveRows(session, collection, document.Id, gone) ? 1 : 0;
            Insert(session, collection, document, at, come);
        }

        WordIndex.Change(session, collection, gone, come);
        Recount(session, collection, documents.Count - present, come.Count - gone.Count, at);
    }

    public static int Remove(WriteSession session, string tenant, string name, IEnumerable<string> ids)
    {
        if (FindCollection(session.Connection, tenant, name) is not { } collection)
        {
            return 0;
        }

        var gone = new List<long>();
        var removed = ids.Count(id => RemoveRows(session, collection, id, gone));
        if (removed == 0)
        {
            return 0;
        }

        WordIndex.Change(session, collection, gone, []);
        Recount(session, collection, -removed, -gone.Count, session.Now);
        if (session.Prepare("SELECT 1 FROM search_collection WHERE key = ?1 AND documents = 0").Bind(1, collection).Exists())
        {
            DropRows(session, collection);
        }

        return removed;
    }

    public static bool Drop(WriteSession session, string tenant, string name)
    {
        if (FindCollection(session.Connection, tenant, name) is not { } collection)
        {
            return false;
        }

        DropRows(session, collection);
        return true;
    }

    public static SearchHit? Hit(Connection connection, string collection, long chunk, double score) =>
        connection.Prepare(
            """
            SELECT d.id, c.number, d.title, c.text, d.metadata FROM search_chunk c JOIN search_document d ON d.key = c.document WHERE c.key = ?1
            """)
            .Bind(1, chunk).First(row => new SearchHit(collection, row.Text(0), row.Int(1), row.Text(2), row.Text(3), score) { Metadata = row.Json(4) });

    /// <summary>Every document whole, for an export.</summary>
    public static IEnumerable<DocumentItem> All(Connection connection)
    {
        var documents = connection.Prepare(
            """
            SELECT d.key, s.tenant, s.name, d.id, d.title, d.hash, d.metadata, d.updated_at
            FROM search_document d JOIN search_collection s ON s.key = d.collection ORDER BY s.tenant, s.name, d.id
            """)
            .All(row => (Key: row.Long(0), Item: new DocumentItem(
                row.Text(1), row.Text(2), new(row.Text(3), row.Text(4), []) { Hash = row.Text(5), Metadata = row.Json(6) }, row.Time(7))));
        foreach (var (key, item) in documents)
        {
            var chunks = connection.Prepare("SELECT text, vector FROM search_chunk WHERE document = ?1 ORDER BY number").Bind(1, key)
                .All(row => new SearchChunk(row.Text(0)) { Vector = Vectors.Read(row.Blob(1)) });
            yield return item with { Document = item.Document with { Chunks = chunks } };
        }
    }

    private static long MakeCollection(WriteSession session, string tenant, string name, long at)
    {
        session.Prepare("INSERT INTO search_collection(tenant, name, documents, chunks, updated_at) VALUES(?1, ?2, 0, 0, ?3)")
            .Bind(1, tenant).Bind(2, name).Bind(3, at).Execute();
        var key = session.Connection.LastInsertedKey;
        WordIndex.Create(session.Connection, key);
        return key;
    }

    private static void Insert(WriteSession session, long collection, SearchDocument document, long at, List<(long Key, ChunkWords Words)> come)
    {
        session.Prepare(
            "INSERT INTO search_document(collection, id, title, hash, chunks, metadata, updated_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .Bind(1, collection).Bind(2, document.Id).Bind(3, document.Title).Bind(4, document.Hash).Bind(5, document.Chunks.Count)
            .Bind(6, document.Metadata).Bind(7, at).Execute();
        var key = session.Connection.LastInsertedKey;
        var words = ChunkWords.Of(document);
        for (var index = 0; index < document.Chunks.Count; index++)
        {
            var insert = session.Prepare("INSERT INTO search_chunk(document, number, text, vector) VALUES(?1, ?2, ?3, ?4)")
                .Bind(1, key).Bind(2, index + 1).Bind(3, document.Chunks[index].Text);
            (Vectors.Bytes(document.Chunks[index].Vector) is { } vector ? insert.Bind(4, vector) : insert.BindNull(4)).Execute();
            come.Add((session.Connection.LastInsertedKey, words[index]));
        }
    }

    private static bool RemoveRows(WriteSession session, long collection, string id, List<long> gone)
    {
        var document = session.Prepare("SELECT key FROM search_document WHERE collection = ?1 AND id = ?2")
            .Bind(1, collection).Bind(2, id).First(row => (long?)row.Long(0));
        if (document is null)
        {
            return false;
        }

        gone.AddRange(session.Prepare("SELECT key FROM search_chunk WHERE document = ?1").Bind(1, document).All(row => row.Long(0)));
        session.Prepare("DELETE FROM search_chunk WHERE document = ?1").Bind(1, document).Execute();
        session.Prepare("DELETE FROM search_document WHERE key = ?1").Bind(1, document).Execute();
        return true;
    }

    private static void Recount(WriteSession session, long collection, int documents, int chunks, long at) =>
        session.Prepare("UPDATE search_collection SET documents = documents + ?2, chunks = chunks + ?3, updated_at = ?4 WHERE key = ?1")
            .Bind(1, collection).Bind(2, documents).Bind(3, chunks).Bind(4, at).Execute();

    private static void DropRows(WriteSession session, long collection)
    {
        WordIndex.Drop(session.Connection, collection);
        session.Prepare("DELETE FROM search_chunk WHERE document IN (SELECT key FROM search_document WHERE collection = ?1)").Bind(1, collection).Execute();
        session.Prepare("DELETE FROM search_document WHERE collection = ?1").Bind(1, collection).Execute();
        session.Prepare("DELETE FROM search_word WHERE collection = ?1").Bind(1, collection).Execute();
        session.Prepare("DELETE FROM search_collection WHERE key = ?1").Bind(1, collection).Execute();
    }
}
