using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Records;

/// <summary>The rows of records.</summary>
internal static class RecordRows
{
    public static Task<StoredRecord?> FindAsync(Session session, string tenant, string collection, string id) =>
        session.Prepare(
            "SELECT id, version, value, created_at, updated_at FROM record WHERE tenant = $1 AND collection = $2 AND id = $3")
            .Bind(tenant).Bind(collection).Bind(id).FirstAsync(Read);

    public static StoredRecord Read(NpgsqlDataReader row) => new(row.Text(0), row.Long(1), row.Json(2)!.Value, row.Time(3), row.Time(4));

    /// <summary>Checks every version against what is there before the first change, then writes all. Where one does not match, the caller undoes.</summary>
    public static async Task<bool> TryApplyAsync(Session session, string tenant, IReadOnlyList<RecordChange> changes)
    {
        // In one order everywhere, so that two transactions do not wait for one another.
        foreach (var change in changes.OrderBy(change => change.Collection, StringComparer.Ordinal).ThenBy(change => change.Id, StringComparer.Ordinal))
        {
            if (change.ExpectedVersion is { } expected && !await HasVersionAsync(session, tenant, change, expected))
            {
                return false;
            }
        }

        foreach (var change in changes)
        {
            await WriteAsync(session, tenant, change);
        }

        return true;
    }

    private static async Task<bool> HasVersionAsync(Session session, string tenant, RecordChange change, long expected)
    {
        var version = await session.Prepare("SELECT version FROM record WHERE tenant = $1 AND collection = $2 AND id = $3 FOR UPDATE")
            .Bind(tenant).Bind(change.Collection).Bind(change.Id).FirstAsync(row => (long?)row.Long(0));
        return version is null ? expected == 0 && await TryHoldPlaceAsync(session, tenant, change) : version == expected;
    }

    /// <summary>What is absent cannot be locked: a row of version 0 keeps others from making the record until the transaction ends.</summary>
    private static async Task<bool> TryHoldPlaceAsync(Session session, string tenant, RecordChange change) =>
        await session.Prepare(
            """
            INSERT INTO record(tenant, collection, id, version, value, created_at, updated_at) VALUES($1, $2, $3, 0, '', clock(), clock())
            ON CONFLICT DO NOTHING
            """)
            .Bind(tenant).Bind(change.Collection).Bind(change.Id).ExecuteAsync() == 1;

    private static Task<int> WriteAsync(Session session, string tenant, RecordChange change) =>
        change.Value is null
            ? session.Prepare("DELETE FROM record WHERE tenant = $1 AND collection = $2 AND id = $3")
                .Bind(tenant).Bind(change.Collection).Bind(change.Id).ExecuteAsync()
            : session.Prepare(
                """
                INSERT INTO record(tenant, collection, id, version, value, created_at, updated_at) VALUES($1, $2, $3, 1, $4, clock(), clock())
                ON CONFLICT(tenant, collection, id)
                DO UPDATE SET version = record.version + 1, value = excluded.value, updated_at = excluded.updated_at
                """)
                .Bind(tenant).Bind(change.Collection).Bind(change.Id).Bind(change.Value).ExecuteAsync();
}
