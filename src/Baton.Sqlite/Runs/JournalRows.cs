using Baton.Engine.Journal;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Runs;

/// <summary>Journal entries as rows: the row's number is the run's key and the entry's number in one.</summary>
internal static class JournalRows
{
    public const int SeqBits = 24;
    private const int LastPossibleSeq = (1 << SeqBits) - 1;

    public static long IdOf(long run, int seq)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(seq, LastPossibleSeq);
        return (run << SeqBits) | (uint)seq;
    }

    public static int LastSeq(Connection connection, long run) =>
        connection.Prepare("SELECT id & 16777215 FROM journal WHERE id BETWEEN ?1 << 24 AND (?1 << 24) + 16777215 ORDER BY id DESC LIMIT 1")
            .Bind(1, run).First(row => row.Int(0));

    /// <summary>Writes an entry if the run belongs to this owner and epoch: one statement, so that nothing can come between.</summary>
    public static bool TryInsertFenced(WriteSession session, long run, long owner, int epoch, JournalEntry entry) =>
        session.Prepare(
            """
            INSERT OR IGNORE INTO journal(id, kind, at, body)
            SELECT ?1, ?2, ?3, ?4 FROM run WHERE key = ?5 AND owner = ?6 AND epoch = ?7
            """)
            .Bind(1, IdOf(run, entry.Seq)).Bind(2, (long)entry.Kind).Bind(3, entry.At.ToUnixTimeMilliseconds()).Bind(4, entry.Body.Span)
            .Bind(5, run).Bind(6, owner).Bind(7, epoch)
            .Execute() == 1;

    /// <summary>Writes an entry of a run that this transaction has already fenced, or made.</summary>
    public static void Insert(WriteSession session, long run, JournalEntry entry) =>
        session.Prepare("INSERT INTO journal(id, kind, at, body) VALUES(?1, ?2, ?3, ?4)")
            .Bind(1, IdOf(run, entry.Seq)).Bind(2, (long)entry.Kind).Bind(3, entry.At.ToUnixTimeMilliseconds()).Bind(4, entry.Body.Span)
            .Execute();

    public static List<JournalEntry> Read(Connection connection, Guid run, int after, int limit) =>
        connection.Prepare(
            """
            SELECT id & 16777215, kind, at, body FROM journal
            WHERE id > (SELECT (key << 24) + ?2 FROM run WHERE id = ?1) AND id <= (SELECT (key << 24) + 16777215 FROM run WHERE id = ?1)
            ORDER BY id LIMIT ?3
            """)
            .Bind(1, run).Bind(2, after).Bind(3, limit)
            .All(row => new JournalEntry(row.Int(0), (EntryKind)row.Int(1), row.Time(2), row.Blob(3).ToArray()));
}
