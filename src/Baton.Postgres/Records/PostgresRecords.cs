using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Records;

internal sealed class PostgresRecords(Database database) : IRecordStore
{
    public async ValueTask<StoredRecord?> FindAsync(string tenant, string collection, string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => RecordRows.FindAsync(session, tenant, collection, id), cancellationToken);

    public async ValueTask<bool> ApplyAsync(string tenant, IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async session => await RecordRows.TryApplyAsync(session, tenant, changes) || session.Discard(false), cancellationToken);

    public async ValueTask<int> PruneAsync(string collection, TimeSpan olderThan, int limit, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            session => session.Prepare(
                """
                DELETE FROM record WHERE (tenant, collection, id) IN (
                  SELECT tenant, collection, id FROM record WHERE collection = $1 AND updated_at < clock() - $2
                  ORDER BY updated_at, tenant, id LIMIT $3 FOR UPDATE SKIP LOCKED)
                """)
                .Bind(collection).Bind((long)olderThan.TotalMilliseconds).Bind(limit).ExecuteAsync(),
            cancellationToken);

    public async ValueTask<IReadOnlyList<StoredRecord>> QueryAsync(
        string tenant, string collection, string prefix, int offset, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            session => session.Prepare(
                """
                SELECT id, version, value, created_at, updated_at FROM record
                WHERE tenant = $1 AND collection = $2 AND id >= $3 AND starts_with(id, $3) ORDER BY id LIMIT $4 OFFSET $5
                """)
                .Bind(tenant).Bind(collection).Bind(prefix).Bind(limit).Bind(offset).AllAsync(RecordRows.Read),
            cancellationToken);
}
