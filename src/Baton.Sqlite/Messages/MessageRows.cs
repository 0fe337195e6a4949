using System.Runtime.InteropServices;
using Baton.Engine.Stores.Messages;
using Baton.Engine.Stores.Transfer;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Messages;

/// <summary>The rows of messages, and their terms.</summary>
internal static class MessageRows
{
    private const int NumberBits = 12;
    private static readonly long Never = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Writes what is new of some runs and takes their notes away.</summary>
    /// <returns>How many messages were new.</returns>
    public static int Write(WriteSession session, IReadOnlyList<RunMessages> runs)
    {
        var fresh = new List<(long Id, long Run, IndexedMessage Message)>();
        foreach (var batch in runs)
        {
            var run = batch.Run.Key;
            if (!session.Prepare("SELECT 1 FROM run WHERE key = ?1 AND id = ?2").Bind(1, run).Bind(2, batch.Run.Run.Id).Exists())
            {
                continue;
            }

            fresh.AddRange(batch.Messages.Where(message => IsNew(session, run, message)).Select(message => (0L, run, message)));
            NoteRows.Done(session, run, batch.Upto);
        }

        // FTS5 writes what it has gathered whenever a number does not rise.
        fresh.Sort((one, other) => one.Message.Message.At.CompareTo(other.Message.Message.At));
        foreach (var (_, run, message) in fresh)
        {
            Insert(session, run, message);
        }

        return fresh.Count;
    }

    public static List<FoundMessage> Find(Connection connection, MessageQuery query, IReadOnlyList<long> terms)
    {
        var (from, before) = Range(query);
        return connection.Prepare(
            """
            SELECT m.id, r.id, r.thread, r.graph, m.seq, m.part, m.direction, m.role, m.kind, m.agent, m.node, m.text
            FROM (SELECT rowid AS id FROM message_term WHERE message_term MATCH ?1 AND rowid >= ?2 AND rowid < ?3 ORDER BY rowid DESC LIMIT ?4) f
            JOIN message m ON m.id = f.id JOIN run r ON r.key = m.run WHERE r.tenant = ?5 ORDER BY f.id DESC
            """)
            .Bind(1, TermText.Query(terms)).Bind(2, from).Bind(3, before).Bind(4, query.Limit).Bind(5, query.Tenant).All(Read);
    }

    public static int Prune(WriteSession session, long before, int limit) => Remove(
        session,
        session.Prepare("SELECT id, terms FROM message WHERE id < ?1 ORDER BY id LIMIT ?2")
            .Bind(1, Math.Max(0, before) << NumberBits).Bind(2, limit).All(Stored));

    public static int Remove(WriteSession session, long term, int limit) => Remove(
        session,
        session.Prepare("SELECT m.id, m.terms FROM message_term t JOIN message m ON m.id = t.rowid WHERE t.message_term MATCH ?1 LIMIT ?2")
            .Bind(1, TermText.Query([term])).Bind(2, limit).All(Stored));

    /// <summary>A run goes, or is to be shown no more.</summary>
    public static void Forget(WriteSession session, long run, long? hiddenTerm)
    {
        if (hiddenTerm is { } term)
        {
            Erase(session, term, Never, "");
        }

        NoteRows.Forget(session, run);
        Remove(session, session.Prepare("SELECT id, terms FROM message WHERE run = ?1").Bind(1, run).All(Stored));
    }

    public static void Erase(WriteSession session, long term, long at, string by) =>
        session.Prepare("INSERT INTO message_erasure(term, at, by) VALUES(?1, ?2, ?3) ON CONFLICT(term) DO UPDATE SET at = max(at, excluded.at), by = excluded.by")
            .Bind(1, term).Bind(2, at).Bind(3, by).Execute();

    public static List<MessageErasureItem> Erasures(Connection connection) =>
        connection.Prepare("SELECT term, at, by FROM message_erasure ORDER BY term").All(row => new MessageErasureItem(row.Long(0), row.Time(1), row.Text(2)));

    private static bool IsNew(WriteSession session, long run, IndexedMessage indexed)
    {
        var message = indexed.Message;
        if (session.Prepare("SELECT 1 FROM message WHERE run = ?1 AND seq = ?2 AND part = ?3").Bind(1, run).Bind(2, message.Seq).Bind(3, message.Part).Exists())
        {
            return false;
        }

        var at = message.At.ToUnixTimeMilliseconds();
        return !session.Prepare("SELECT 1 FROM message_erasure LIMIT 1").Exists()
            || !indexed.Terms.Any(term => session.Prepare("SELECT 1 FROM message_erasure WHERE term = ?1 AND at >= ?2").Bind(1, term).Bind(2, at).Exists());
    }

    private static void Insert(WriteSession session, long run, IndexedMessage indexed)
    {
        var (message, terms) = (indexed.Message, indexed.Terms);
        var id = FreeId(session, message.At.ToUnixTimeMilliseconds());
        session.Prepare(
            """
            INSERT INTO message(id, run, seq, part, direction, role, kind, agent, node, text, terms)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """)
            .Bind(1, id).Bind(2, run).Bind(3, message.Seq).Bind(4, message.Part).Bind(5, (long)message.Direction).Bind(6, (long)message.Role)
            .Bind(7, (long)message.Kind).Bind(8, message.Agent).Bind(9, message.Node).Bind(10, message.Text).Bind(11, MemoryMarshal.AsBytes([.. terms]))
            .Execute();
        session.Prepare("INSERT INTO message_term(rowid, terms) VALUES(?1, ?2)").Bind(1, id).Bind(2, TermText.Of(terms)).Execute();
    }

    /// <summary>The next free number of a millisecond; of the following one where it has none left.</summary>
    private static long FreeId(WriteSession session, long at)
    {
        while (true)
        {
            var (first, end) = (at << NumberBits, (at + 1) << NumberBits);
            var last = session.Prepare("SELECT max(id) FROM message WHERE id >= ?1 AND id < ?2").Bind(1, first).Bind(2, end).First(row => row.LongOrNull(0));
            var free = last is { } taken ? taken + 1 : first;
            if (free < end) return free;
            at++;
        }
    }

    private static int Remove(WriteSession session, List<(long Id, long[] Terms)> messages)
    {
        foreach (var (id, terms) in messages)
        {
            // The index holds nothing by which it would know what to take away.
            session.Prepare("INSERT INTO message_term(message_term, rowid, terms) VALUES('delete', ?1, ?2)").Bind(1, id).Bind(2, TermText.Of(terms)).Execute();
            session.Prepare("DELETE FROM message WHERE id = ?1").Bind(1, id).Execute();
        }

        return messages.Count;
    }

    private static (long Id, long[] Terms) Stored(Statement row) => (row.Long(0), MemoryMarshal.Cast<byte, long>(row.Blob(1)).ToArray());

    private static (long From, long Before) Range(MessageQuery query)
    {
        var from = Math.Max(0, query.Since?.ToUnixTimeMilliseconds() ?? 0) << NumberBits;
        var before = query.Until is { } until ? Math.Max(0, until.ToUnixTimeMilliseconds()) << NumberBits : long.MaxValue;
        return (from, query.After is { } after ? Math.Min(before, (after.At << NumberBits) | after.Number) : before);
    }

    private static FoundMessage Read(Statement row)
    {
        var id = row.Long(0);
        var place = new MessagePlace(id >> NumberBits, id & ((1 << NumberBits) - 1));
        var message = new LoggedMessage(
            row.Int(4), row.Int(5), DateTimeOffset.FromUnixTimeMilliseconds(place.At), (MessageDirection)row.Int(6), (MessageRole)row.Int(7),
            (MessageKind)row.Int(8), row.Text(11))
        {
            Agent = row.TextOrNull(9),
            Node = row.TextOrNull(10),
        };
        return new FoundMessage(place, row.Id(1), row.TextOrNull(2), row.Text(3), message);
    }
}
