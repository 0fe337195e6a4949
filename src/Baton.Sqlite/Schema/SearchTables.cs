namespace Baton.Sqlite.Schema;

/// <summary>
/// Version 5: documents that are found by what they say. Each collection has an index of its own, the FTS5 table <c>search_words_&lt;key&gt;</c>, made with its
/// first document: FTS5 weighs words by how many rows of a table have them, and collections must not weigh on one another.
/// </summary>
internal static class SearchTables
{
    public const string Sql =
        """
        CREATE TABLE search_collection(
          key INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, name TEXT NOT NULL, documents INTEGER NOT NULL, chunks INTEGER NOT NULL,
          updated_at INTEGER NOT NULL, UNIQUE(tenant, name));

        CREATE TABLE search_document(
          key INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, hash TEXT NOT NULL,
          chunks INTEGER NOT NULL, metadata BLOB, updated_at INTEGER NOT NULL, UNIQUE(collection, id));

        CREATE TABLE search_chunk(
          key INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL, vector BLOB,
          UNIQUE(document, number));

        -- How many chunks of a collection have a word: it decides which words of a question are looked for.
        CREATE TABLE search_word(
          collection INTEGER NOT NULL, word TEXT NOT NULL, chunks INTEGER NOT NULL, PRIMARY KEY(collection, word)) WITHOUT ROWID;
        """;
}
