using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Postgres.Cases;
using Baton.Postgres.Connecting;
using Baton.Postgres.Partitions;
using Baton.Postgres.Runs;

namespace Baton.Postgres.Threads;

internal sealed class PostgresThreads(Database database) : IThreadStore
{
    public async ValueTask<(ThreadRow Thread, bool IsNew)> CreateAsync(ThreadRow thread, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => CreateAsync(session, thread), cancellationToken);

    public async ValueTask<ThreadRow?> FindAsync(string tenant, string thread, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => ThreadRows.FindAsync(session, tenant, thread), cancellationToken);

    public async ValueTask<IReadOnlyList<ThreadRow>> QueryAsync(ThreadQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => QueryAsync(session, query), cancellationToken);

    public async ValueTask<int> CountAsync(ThreadQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => CountAsync(session, query), cancellationToken);

    public async ValueTask<ThreadRow?> UpdateAsync(string tenant, string thread, JsonElement metadata, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => UpdateAsync(session, tenant, thread, metadata), cancellationToken);

    public async ValueTask<bool> DeleteAsync(string tenant, string thread, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => DeleteAsync(session, tenant, thread), cancellationToken)
            ?? throw new BatonException(ErrorCodes.ThreadBusy, $"Thread {thread} has a run under way: cancel it first.");

    public async ValueTask<bool> DeleteIdleAsync(string tenant, string thread, TimeSpan idle, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => DeleteIdleAsync(session, tenant, thread, idle), cancellationToken);

    public async ValueTask<AgedThreads> AgedAsync(TimeSpan olderThan, ThreadRow? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => Pruning.AgedAsync(session, olderThan, after, limit), cancellationToken);

    public async ValueTask<AgedThreads> HoldingAsync(TimeSpan olderThan, ThreadRow? after, int limit, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => Holding.FindAsync(session, olderThan, after, limit), cancellationToken);

    public async ValueTask<int> TrimAsync(ThreadTrim trim, CancellationToken cancellationToken) =>
        await database.WriteAsync(session => Pruning.TrimAsync(session, trim), cancellationToken);

    private static async Task<(ThreadRow Thread, bool IsNew)> CreateAsync(Session session, ThreadRow thread)
    {
        var isNew = await ThreadRows.InsertAsync(session, thread with { CreatedAt = default, UpdatedAt = default });
        return ((await ThreadRows.FindAsync(session, thread.Tenant, thread.Id))!, isNew);
    }

    private static async Task<ThreadRow?> UpdateAsync(Session session, string tenant, string id, JsonElement metadata)
    {
        if (await ThreadRows.LockAsync(session, tenant, id) is not { } present)
        {
            return null;
        }

        await session.Prepare("UPDATE thread SET metadata = $3, updated_at = clock() WHERE tenant = $1 AND id = $2")
            .Bind(tenant).Bind(id).Bind((JsonElement?)StoreJson.Merge(present.Row.Metadata, metadata)).ExecuteAsync();
        return await ThreadRows.FindAsync(session, tenant, id);
    }

    /// <summary>Removes a thread: null where a run is under way. One that only waits for a person goes too, unless another run waits for its end.</summary>
    private static async Task<bool?> DeleteAsync(Session session, string tenant, string id)
    {
        if (await ThreadRows.LockAsync(session, tenant, id) is null)
        {
            return false;
        }

        var isBusy = await session.Prepare(
            """
            SELECT 1 FROM run r WHERE r.tenant = $1 AND r.thread = $2 AND r.ended_at IS NULL
              AND (r.status <> 2 OR EXISTS (SELECT 1 FROM run p WHERE p.id = r.parent AND p.ended_at IS NULL)) FOR UPDATE
            """)
            .Bind(tenant).Bind(id).ExistsAsync();
        if (isBusy)
        {
            return null;
        }

        await Pruning.EraseThreadAsync(session, tenant, id);
        await CaseRows.RemoveAsync(session, tenant, id);
        return true;
    }

    private static async Task<bool> DeleteIdleAsync(Session session, string tenant, string id, TimeSpan idle)
    {
        // Locked first, as accepting a run does: nothing comes in between.
        if (await ThreadRows.LockAsync(session, tenant, id) is not { Active: null }
            || !await session.Prepare("SELECT 1 FROM thread WHERE tenant = $1 AND id = $2 AND updated_at <= clock() - $3").Bind(tenant).Bind(id).Bind((long)idle.TotalMilliseconds).ExistsAsync())
        {
            return false;
        }

        await Pruning.EraseThreadAsync(session, tenant, id);
        return true;
    }

    private static async Task<int> CountAsync(Session session, ThreadQuery query)
    {
        if (query.Metadata is { } metadata)
        {
            // Compared here, by the same rules as in every store, a row at a time.
            var count = 0;
            await FilterOf(query).Prepare(session, where => $"SELECT t.metadata FROM thread t LEFT JOIN run a ON a.key = t.active {where}").EachAsync(row =>
            {
                count += StoreJson.Contains(row.Json(0), metadata) ? 1 : 0;
                return true;
            });
            return count;
        }

        return (int)await FilterOf(query).Prepare(session, where => $"SELECT count(*) FROM thread t LEFT JOIN run a ON a.key = t.active {where}")
            .FirstAsync(row => row.Long(0));
    }

    private static async Task<List<ThreadRow>> QueryAsync(Session session, ThreadQuery query)
    {
        var column = query.SortBy switch
        {
            "thread_id" => "t.id",
            "created_at" => "t.created_at",
            _ => "t.updated_at",
        };
        var order = query.Ascending ? "ASC" : "DESC";
        var limit = query.Metadata is null ? $"LIMIT {query.Limit} OFFSET {query.Offset}" : "";
        var statement = FilterOf(query).Prepare(session, where => $"{ThreadRows.Select} {where} ORDER BY {column} {order}, t.id {order} {limit}");
        return query.Metadata is { } metadata ? await FitMetadataAsync(statement, metadata, query) : await statement.AllAsync(ThreadRows.Read);
    }

    private static Filter FilterOf(ThreadQuery query)
    {
        var filter = new Filter();
        filter.Add("t.tenant =", query.Tenant);
        filter.AddAny("t.id", query.Ids);
        switch (query.Status)
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

        return filter;
    }

    /// <summary>Metadata is compared here, by the same rules as in every store.</summary>
    private static async Task<List<ThreadRow>> FitMetadataAsync(Statement statement, JsonElement metadata, ThreadQuery query)
    {
        var fitting = new List<ThreadRow>();
        var toSkip = query.Offset;
        await statement.EachAsync(row =>
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
