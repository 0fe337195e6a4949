using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Records;

/// <summary>The rows of records.</summary>
internal static class RecordRows
{
    public static StoredRecord? Find(Connection connection, string tenant, string collection, string id) =>
        connection.Prepare(
            "SELECT id, version, value, created_at, updated_at FROM record WHERE tenant = ?1 AND collection = ?2 AND id = ?3")
            .Bind(1, tenant).Bind(2, collection).Bind(3, id).First(Read);

    public static StoredRecord Read(Statement row) => new(row.Text(0), row.Long(1), row.Json(2)!.Value, row.Time(3), row.Time(4));

    /// <summary>Checks every version against what is there before the first change, then writes all.</summary>
    public static bool TryApply(WriteSession session, string tenant, IReadOnlyList<RecordChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.ExpectedVersion is { } expected && expected != VersionOf(session, tenant, change))
            {
                return false;
            }
        }

        foreach (var change in changes)
        {
            Write(session, tenant, change);
        }

        return true;
    }

    /// <summary>Removes the oldest records of a collection. Counted before: SQLite's own count is the connection's, not the statement's.</summary>
    public static int Prune(WriteSession session, string collection, long before, int limit)
    {
        var old = session.Prepare("SELECT rowid FROM record WHERE collection = ?1 AND updated_at < ?2 ORDER BY updated_at, tenant, id LIMIT ?3")
            .Bind(1, collection).Bind(2, before).Bind(3, limit).All(row => row.Long(0));
        foreach (var row in old)
        {
            session.Prepare("DELETE FROM record WHERE rowid = ?1").Bind(1, row).Execute();
        }

        return old.Count;
    }

    private static long VersionOf(WriteSession session, string tenant, RecordChange change) =>
        session.Prepare("SELECT version FROM record WHERE tenant = ?1 AND collection = ?2 AND id = ?3")
            .Bind(1, tenant).Bind(2, change.Collection).Bind(3, change.Id).First(row => row.Long(0));

    private static void Write(WriteSession session, string tenant, RecordChange change)
    {
        if (change.Value is null)
        {
            session.Prepare("DELETE FROM record WHERE tenant = ?1 AND collection = ?2 AND id = ?3")
                .Bind(1, tenant).Bind(2, change.Collection).Bind(3, change.Id).Execute();
            return;
        }

        session.Prepare(
            """
            INSERT INTO record(tenant, collection, id, version, value, created_at, updated_at) VALUES(?1, ?2, ?3, 1, ?4, ?5, ?5)
            ON CONFLICT(tenant, collection, id) DO UPDATE SET version = version + 1, value = excluded.value, updated_at = excluded.updated_at
            """)
            .Bind(1, tenant).Bind(2, change.Collection).Bind(3, change.Id).Bind(4, change.Value).Bind(5, session.Now).Execute();
    }
}
