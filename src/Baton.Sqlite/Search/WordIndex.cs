using Baton.Engine.Stores.Search;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Search;

/// <summary>
/// A collection's FTS5 table. It holds words as <see cref="TextWords"/> gives them, with spaces between, so that its own tokenizer has nothing
/// to decide; and since it keeps them, what a chunk added is known when the chunk goes.
/// </summary>
internal static class WordIndex
{
    public static void Create(Connection connection, long collection) =>
        connection.Run($"CREATE VIRTUAL TABLE {Name(collection)} USING fts5(title, text, tokenize=\"unicode61 remove_diacritics 0\")");

    public static void Drop(Connection connection, long collection) => connection.Run($"DROP TABLE {Name(collection)}");

    /// <summary>Adds and removes chunks, and counts what that changes. Statements are prepared for each use: their texts are many.</summary>
    public static void Change(WriteSession session, long collection, IReadOnlyList<long> gone, IReadOnlyList<(long Key, ChunkWords Words)> come)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        using (var read = session.Connection.PrepareOnce($"SELECT title, text FROM {Name(collection)} WHERE rowid = ?1"))
        using (var remove = session.Connection.PrepareOnce($"DELETE FROM {Name(collection)} WHERE rowid = ?1"))
        {
            foreach (var key in gone)
            {
                Count(counts, read.Bind(1, key).First(row => new ChunkWords(Split(row.Text(0)), Split(row.Text(1))))!, -1);
                remove.Bind(1, key).Execute();
            }
        }

        using (var add = session.Connection.PrepareOnce($"INSERT INTO {Name(collection)}(rowid, title, text) VALUES(?1, ?2, ?3)"))
        {
            foreach (var (key, words) in come)
            {
                add.Bind(1, key).Bind(2, string.Join(' ', words.Title)).Bind(3, string.Join(' ', words.Text)).Execute();
                Count(counts, words, 1);
            }
        }

        WriteCounts(session, collection, counts);
    }

    /// <summary>The chunks that fit, by their keys.</summary>
    public static Dictionary<long, double> Find(Connection connection, long collection, IReadOnlyList<IReadOnlyList<string>> passages)
    {
        var squares = new Dictionary<long, double>();
        using var find = connection.PrepareOnce(
            $"""
            SELECT rowid, bm25({Name(collection)}, {Bm25.TitleWeight}.0, 1.0) AS score FROM {Name(collection)}
            WHERE {Name(collection)} MATCH ?1 ORDER BY score, rowid LIMIT {SearchLimits.PassageHits}
            """);
        foreach (var passage in passages)
        {
            find.Bind(1, string.Join(" OR ", passage.Select(word => $"\"{word}\""))).Each(row =>
            {
                var key = row.Long(0);
                squares[key] = squares.GetValueOrDefault(key) + Math.Pow(row.Number(1), 2);
                return true;
            });
        }

        return squares;
    }

    public static IReadOnlyList<IReadOnlyList<string>> Choose(Connection connection, long collection, IReadOnlyList<IReadOnlyList<string>> passages)
    {
        var with = new Dictionary<string, long>(StringComparer.Ordinal);
        var count = connection.Prepare("SELECT chunks FROM search_word WHERE collection = ?1 AND word = ?2");
        foreach (var word in passages.SelectMany(words => words).Distinct(StringComparer.Ordinal))
        {
            with[word] = count.Bind(1, collection).Bind(2, word).First(row => row.Long(0));
        }

        return QueryWords.Choose(passages, with);
    }

    private static string Name(long collection) => $"search_words_{collection}";

    private static string[] Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static void Count(Dictionary<string, long> counts, ChunkWords words, int by)
    {
        foreach (var word in words.Different)
        {
            counts[word] = counts.GetValueOrDefault(word) + by;
        }
    }

    private static void WriteCounts(WriteSession session, long collection, Dictionary<string, long> counts)
    {
        foreach (var (word, by) in counts.Where(pair => pair.Value != 0))
        {
            session.Prepare(
                """
                INSERT INTO search_word(collection, word, chunks) VALUES(?1, ?2, ?3)
                ON CONFLICT(collection, word) DO UPDATE SET chunks = chunks + excluded.chunks
                """)
                .Bind(1, collection).Bind(2, word).Bind(3, by).Execute();
            if (by < 0)
            {
                session.Prepare("DELETE FROM search_word WHERE collection = ?1 AND word = ?2 AND chunks <= 0")
                    .Bind(1, collection).Bind(2, word).Execute();
            }
        }
    }
}
