using System.Globalization;
using System.Text;
using Baton.Engine.Stores.Search;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Search;

/// <summary>Words of a collection's chunks as <c>tsvector</c> and <c>tsquery</c>, and how many chunks have each.</summary>
internal static class WordIndex
{
    /// <summary>PostgreSQL keeps no more places of a word.</summary>
    private const int MostTimes = 255;

    /// <summary>A chunk's words. Of their places only the number counts; those of the title have the weight A.</summary>
    public static string Vector(long collection, ChunkWords words)
    {
        var titled = words.Title.CountBy(word => word, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var text = words.Text.CountBy(word => word, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var vector = new StringBuilder();
        foreach (var word in words.Different)
        {
            var inTitle = titled.GetValueOrDefault(word);
            var all = Math.Min(MostTimes, inTitle + text.GetValueOrDefault(word));
            vector.Append(CultureInfo.InvariantCulture, $"'{Lexeme(collection, word)}':");
            vector.AppendJoin(',', Enumerable.Range(1, all).Select(place => place <= inTitle ? $"{place}A" : $"{place}")).Append(' ');
        }

        return vector.ToString();
    }

    /// <summary>The chunks that fit, by their keys.</summary>
    public static Task<List<(long Chunk, double Score)>> FindAsync(
        Session session, CollectionRow collection, IReadOnlyList<IReadOnlyList<string>> passages, IReadOnlyDictionary<string, long> with, int limit)
    {
        var terms = passages.SelectMany((words, passage) => words.Select(word => (Passage: (long)passage, Word: word))).ToList();
        var lexemes = terms.ConvertAll(term => Lexeme(collection.Key, term.Word));

        // Words are joined, and so hashed: a list of parameters would be gone through for every word of every candidate.
        return session.Prepare(
            $"""
            WITH term AS MATERIALIZED (SELECT * FROM unnest($1::bigint[], $2::text[], $3::float8[]) AS t(passage, lexeme, weight)),
            scored AS (
              SELECT c.key, t.passage, sum(t.weight * n.times * {Text(Bm25.K1 + 1)}
                / (n.times + {Text(Bm25.K1)} * ({Text(1 - Bm25.B)} + {Text(Bm25.B)} * c.length * $6::float8 / $5::float8))) AS score
              FROM search_chunk c CROSS JOIN LATERAL unnest(c.words) u JOIN term t ON t.lexeme = u.lexeme
                CROSS JOIN LATERAL (
                  SELECT (cardinality(u.positions) + {Bm25.TitleWeight - 1} * cardinality(array_positions(u.weights, 'A')))::float8 AS times) n
              WHERE c.words @@ $4::tsquery GROUP BY c.key, t.passage),
            best AS (SELECT key, score, row_number() OVER (PARTITION BY passage ORDER BY score DESC, key) AS place FROM scored)
            SELECT key, sqrt(sum(score * score)) FROM best WHERE place <= {SearchLimits.PassageHits} GROUP BY key ORDER BY 2 DESC, 1 LIMIT $7
            """)
            .Bind(terms.ConvertAll(term => term.Passage)).Bind(lexemes)
            .Bind(terms.ConvertAll(term => Bm25.Weight(collection.Chunks, with[term.Word])))
            .Bind(string.Join('|', lexemes.Distinct(StringComparer.Ordinal).Select(lexeme => $"'{lexeme}'")))
            .Bind(collection.Words).Bind(collection.Chunks).Bind(limit)
            .AllAsync(row => (row.Long(0), row.GetDouble(1)));
    }

    public static async Task<Dictionary<string, long>> CountsAsync(Session session, long collection, IEnumerable<string> words) =>
        (await session.Prepare("SELECT word, chunks FROM search_word WHERE collection = $1 AND word = ANY($2)")
            .Bind(collection).Bind([.. words.Distinct(StringComparer.Ordinal)]).AllAsync(row => (Word: row.Text(0), Chunks: row.Long(1))))
        .ToDictionary(pair => pair.Word, pair => pair.Chunks, StringComparer.Ordinal);

    /// <summary>Takes the words of chunks that go away out of the counts; the collection's row is locked.</summary>
    public static Task ForgetAsync(Session session, long collection, IReadOnlyList<long> chunks) =>
        session.Prepare(
            """
            WITH gone AS (
              SELECT substr(u.lexeme, strpos(u.lexeme, '.') + 1) COLLATE "C" AS word, count(*) AS chunks
              FROM search_chunk c CROSS JOIN LATERAL unnest(c.words) u WHERE c.key = ANY($2) GROUP BY 1),
            less AS (UPDATE search_word w SET chunks = w.chunks - g.chunks FROM gone g WHERE w.collection = $1 AND w.word = g.word AND w.chunks > g.chunks)
            DELETE FROM search_word w USING gone g WHERE w.collection = $1 AND w.word = g.word AND w.chunks <= g.chunks
            """)
            .Bind(collection).Bind(chunks).ExecuteAsync();

    /// <summary>Counts the words of chunks that come; the collection's row is locked.</summary>
    public static Task CountAsync(Session session, long collection, IEnumerable<ChunkWords> chunks)
    {
        var counts = chunks.SelectMany(words => words.Different).CountBy(word => word, StringComparer.Ordinal).ToList();
        return session.Prepare(
            """
            INSERT INTO search_word(collection, word, chunks) SELECT $1, word, chunks FROM unnest($2::text[], $3::bigint[]) AS t(word, chunks)
            ON CONFLICT(collection, word) DO UPDATE SET chunks = search_word.chunks + excluded.chunks
            """)
            .Bind(collection).Bind(counts.ConvertAll(pair => pair.Key)).Bind(counts.ConvertAll(pair => (long)pair.Value)).ExecuteAsync();
    }

    private static string Lexeme(long collection, string word) => string.Create(CultureInfo.InvariantCulture, $"{collection}.{word}");

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
