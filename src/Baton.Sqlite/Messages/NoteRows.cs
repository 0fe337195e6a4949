using Baton.Engine.Stores.Messages;
using Baton.Sqlite.Native;
using Baton.Sqlite.Runs;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Messages;

/// <summary>Runs that were noted to be indexed, and who indexes.</summary>
internal static class NoteRows
{
    private const int MostCounted = 100_000;

    public static bool Hold(WriteSession session, long server, long lease) =>
        session.Prepare(
            """
            INSERT INTO message_holder(one, server, until) VALUES(1, ?1, ?2 + ?3)
            ON CONFLICT(one) DO UPDATE SET server = excluded.server, until = excluded.until WHERE server = excluded.server OR until <= ?2
              OR NOT EXISTS (SELECT 1 FROM server s WHERE s.incarnation = message_holder.server AND s.is_alive = 1)
            """)
            .Bind(1, server).Bind(2, session.Now).Bind(3, lease).Execute() == 1;

    public static bool IsHeldBy(WriteSession session, long server) =>
        session.Prepare("SELECT 1 FROM message_holder WHERE server = ?1").Bind(1, server).Exists();

    /// <summary>Notes a run in the commit that is under way.</summary>
    public static void Note(WriteSession session, long run, int seq) =>
        session.Prepare(
            "INSERT INTO message_note(run, seq, at) VALUES(?1, ?2, ?3) ON CONFLICT(run) DO UPDATE SET seq = excluded.seq")
            .Bind(1, run).Bind(2, seq).Bind(3, session.Now).Execute();

    public static void Forget(WriteSession session, long run) =>
        session.Prepare("DELETE FROM message_note WHERE run = ?1").Bind(1, run).Execute();

    public static void Done(WriteSession session, long run, int upto) =>
        session.Prepare("DELETE FROM message_note WHERE run = ?1 AND seq <= ?2").Bind(1, run).Bind(2, upto).Execute();

    public static List<FollowedRun> Noted(Connection connection, int limit) =>
        connection.Prepare($"SELECT {RunRows.Columns}, n.seq FROM message_note n JOIN run r ON r.key = n.run ORDER BY n.run DESC LIMIT ?1")
            .Bind(1, limit).All(row => Read(row, row.Int(25)));

    public static List<FollowedRun> UnderWay(Connection connection, DateTimeOffset before, int limit) =>
        connection.Prepare($"SELECT {RunRows.Columns} FROM run r WHERE r.owner IS NOT NULL AND r.updated_at <= ?1 ORDER BY r.owner, r.key LIMIT ?2")
            .Bind(1, before).Bind(2, limit).All(row => Read(row, 0));

    public static MessageBacklog Backlog(Connection connection, DateTimeOffset now) =>
        connection.Prepare("SELECT count(*), min(at) FROM (SELECT at FROM message_note LIMIT ?1)").Bind(1, MostCounted)
            .First(row => new MessageBacklog(row.Int(0), row.TimeOrNull(1) is { } oldest ? now - oldest : null))!;

    public static (int Count, Guid? Last) NoteAll(WriteSession session, string tenant, Guid? before, int limit)
    {
        var from = before is { } id ? session.Prepare("SELECT key FROM run WHERE id = ?1").Bind(1, id).First(row => row.Long(0)) : long.MaxValue;
        var runs = session.Prepare("SELECT key, id FROM run WHERE tenant = ?1 AND key < ?2 ORDER BY key DESC LIMIT ?3")
            .Bind(1, tenant).Bind(2, from).Bind(3, limit).All(row => (Key: row.Long(0), Id: row.Id(1)));
        foreach (var (key, _) in runs)
        {
            Note(session, key, JournalRows.LastSeq(session.Connection, key));
        }

        return (runs.Count, runs.Count < limit ? null : runs[^1].Id);
    }

    private static FollowedRun Read(Statement row, int noted) => new(row.Long(24), RunRows.Read(row), noted);
}
