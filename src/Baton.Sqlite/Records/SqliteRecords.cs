using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Sqlite.Reading;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Records;

internal sealed class SqliteRecords(Writer writer, ReaderPool readers) : IRecordStore
{
    public ValueTask<StoredRecord?> FindAsync(string tenant, string collection, string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read(connection => RecordRows.Find(connection, tenant, collection, id)));

    public async ValueTask<bool> ApplyAsync(string tenant, IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => RecordRows.TryApply(session, tenant, changes), cancellationToken);

    public ValueTask<IReadOnlyList<StoredRecord>> QueryAsync(
        string tenant, string collection, string prefix, int offset, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<StoredRecord>>(readers.Read(connection => connection.Prepare(
            """
            SELECT id, version, value, created_at, updated_at FROM record
            WHERE tenant = ?1 AND collection = ?2 AND id >= ?3 AND substr(id, 1, length(?3)) = ?3 ORDER BY id LIMIT ?4 OFFSET ?5
            """)
            .Bind(1, tenant).Bind(2, collection).Bind(3, prefix).Bind(4, limit).Bind(5, offset).All(RecordRows.Read)));

    public async ValueTask<int> PruneAsync(string collection, TimeSpan olderThan, int limit, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => RecordRows.Prune(session, collection, session.Now - (long)olderThan.TotalMilliseconds, limit), cancellationToken);
}
