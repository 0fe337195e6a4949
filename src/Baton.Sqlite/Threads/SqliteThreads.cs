using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Sqlite.Cases;
using Baton.Sqlite.Native;
using Baton.Sqlite.Reading;
using Baton.Sqlite.Runs;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Threads;

internal sealed class SqliteThreads(Writer writer, ReaderPool readers, TimeProvider time) : IThreadStore
{
    public async ValueTask<(ThreadRow Thread, bool IsNew)> CreateAsync(ThreadRow thread, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => Create(session, thread), cancellationToken);

    public ValueTask<ThreadRow?> FindAsync(string tenant, string thread, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read(connection => ThreadRows.Find(connection, tenant, thread)));

    public ValueTask<IReadOnlyList<ThreadRow>> QueryAsync(ThreadQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ThreadRow>>(readers.Read(connection => Query(connection, query)));

    public ValueTask<int> CountAsync(ThreadQuery query, CancellationToken cancellationToken) =>
        ValueTask.FromResult(readers.Read(connection => Count(connection, query)));

    public async ValueTask<ThreadRow?> UpdateAsync(string tenant, string thread, JsonElement metadata, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => Update(session, tenant, thread, metadata), cancellationToken);

    public async ValueTask<bool> DeleteAsync(string tenant, string thread, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => Delete(session, tenant, thread), cancellationToken)
            ?? throw new BatonException(ErrorCodes.ThreadBusy, $"Thread {thread} has a run under way: cancel it first.");

    public async ValueTask<bool> DeleteIdleAsync(string tenant, string thread, TimeSpan idle, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => DeleteIdle(session, tenant, thread, idle), cancellationToken);

    public ValueTask<AgedThreads> AgedAsync(TimeSpan olderThan, ThreadRow? after, int limit, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - olderThan;
        return ValueTask.FromResult(readers.Read(connection => Pruning.Aged(connection, before, after, limit)));
    }

    public async ValueTask<int> TrimAsync(ThreadTrim trim, CancellationToken cancellationToken) =>
        await writer.RunAsync(session => Pruning.Trim(session, trim), cancellationToken);

    private static (ThreadRow Thread, bool IsNew) Create(WriteSession session, ThreadRow thread)
    {
        if (ThreadRows.Find(session.Connection, thread.Tenant, thread.Id) is { } present)
        {
            return (present, false);
        }

        var now = DateTimeOffset.FromUnixTimeMilliseconds(session.Now);
        ThreadRows.Insert(session, thread with { CreatedAt = now, UpdatedAt = now });
        return (ThreadRows.Find(session.Connection, thread.Tenant, thread.Id)!, true);
    }

    private static ThreadRow? Update(WriteSession session, string tenant, string id, JsonElement metadata)
    {
        if (ThreadRows.Find(session.Connection, tenant, id) is not { } present)
        {
            return null;
        }

        session.Prepare("UPDATE thread SET metadata = ?3, updated_at = ?4 WHERE tenant = ?1 AND id = ?2")
            .Bind(1, tenant).Bind(2, id).Bind(3, (JsonElement?)StoreJson.Merge(present.Metadata, metadata)).Bind(4, session.Now).Execute();
        return ThreadRows.Find(session.Connection, tenant, id);
    }

    /// <summary>Removes a thread: null where a run is under way. One that only waits for a person goes too, unless another run waits for its end.</summary>
    private static bool? Delete(WriteSession session, string tenant, string id)
    {
        if (ThreadRows.Find(session.Connection, tenant, id) is null)
        {
            return false;
        }

        var isBusy = session.Prepare(
            """
            SELECT 1 FROM run r WHERE r.tenant = ?1 AND r.thread = ?2 AND r.ended_at IS NULL
              AND (r.status <> 2 OR EXISTS (SELECT 1 FROM run p WHERE p.id = r.parent AND p.ended_at IS NULL)) LIMIT 1
            """)
            .Bind(1, tenant).Bind(2, id).Exists();
        if (isBusy)
        {
            return null;
        }

        Pruning.RemoveThread(session, tenant, id);
        CaseRows.Remove(session, tenant, id);
        return true;
    }

    private static bool DeleteIdle(WriteSession session, string tenant, string id, TimeSpan idle)
    {
        if (ThreadRows.Find(session.Connection, tenant, id) is not { ActiveRun: null } thread || thread.UpdatedAt.ToUnixTimeMilliseconds() > session.Now - (long)idle.TotalMilliseconds)
        {
            return false;
        }

        Pruning.RemoveThread(session, tenant, id);
        return true;
    }

    private static int Count(Connection connection, ThreadQuery query)
    {
        var filter = FilterOf(query);
        var count = 0;
        using var statement = connection.PrepareOnce($"SELECT t.metadata FROM thread t LEFT JOIN run a ON a.key = t.active {filter.Where}");
        filter.BindTo(statement).Each(row =>
        {
            count += query.Metadata is not { } metadata || StoreJson.Contains(row.Json(0), metadata) ? 1 : 0;
            return true;
        });
        return count;
    }

    private static Filter FilterOf(ThreadQuery query)
    {
        var filter = new Filter();
        filter.Add("t.tenant =", query.Tenant);
        filter.AddAny("t.id", query.Ids);
        AddStatus(filter, query.Status);
        return filter;
    }

    private static List<ThreadRow> Query(Connection connection, ThreadQuery query)
    {
        var filter = FilterOf(query);
        var column = query.SortBy switch
        {
            "thread_id" => "t.id",
            "created_at" => "t.created_at",
            _ => "t.updated_at",
        };
        var order = query.Ascending ? "ASC" : "DESC";
        var sql = $"{ThreadRows.Select} {filter.Where} ORDER BY {column} {order}, t.id {order}";
        return query.Metadata is { } metadata
            ? FitMetadata(connection, filter, sql, metadata, query)
            : Run(connection, filter, $"{sql} LIMIT {query.Limit} OFFSET {query.Offset}");
    }

    private static void AddStatus(Filter filter, ThreadStatus? status)
    {
        switch (status)
        {
            case ThreadStatus.Interrupted:
                filter.Add($"a.status = {(int)RunStatus.Waiting}");
                break;
            case ThreadStatus.Busy:
                filter.Add($"a.status <> {(int)RunStatus.Waiting}");
                break;
            case ThreadStatus.Error:
                filter.Add($"t.active IS NULL AND t.last_status IN ({(int)RunStatus.Error}, {(int)RunStatus.Timeout})");
                break;
            case ThreadStatus.Idle:
                filter.Add($"t.active IS NULL AND coalesce(t.last_status, 0) NOT IN ({(int)RunStatus.Error}, {(int)RunStatus.Timeout})");
                break;
            case null:
                break;
        }
    }

    private static List<ThreadRow> Run(Connection connection, Filter filter, string sql)
    {
        using var statement = connection.PrepareOnce(sql);
        return filter.BindTo(statement).All(ThreadRows.Read);
    }

    /// <summary>Metadata is compared here: SQLite before 3.38 need not know JSON.</summary>
    private static List<ThreadRow> FitMetadata(Connection connection, Filter filter, string sql, JsonElement metadata, ThreadQuery query)
    {
        var fitting = new List<ThreadRow>();
        var toSkip = query.Offset;
        using var statement = connection.PrepareOnce(sql);
        filter.BindTo(statement).Each(row =>
        {
            var thread = ThreadRows.Read(row);
            if (StoreJson.Contains(thread.Metadata, metadata) && toSkip-- <= 0)
            {
                fitting.Add(thread);
            }

            return fitting.Count < query.Limit;
        });
        return fitting;
    }
}
