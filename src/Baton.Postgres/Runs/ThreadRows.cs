using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Runs;

/// <summary>The rows of threads.</summary>
internal static class ThreadRows
{
    /// <summary>The columns that <see cref="Read"/> expects, with where they come from.</summary>
    public const string Select =
        """
        SELECT t.tenant, t.id, t.graph, t.head_run, t.head_seq, a.id AS active_id, a.status, t.last_status, t.metadata, t.created_at, t.updated_at, t.active
        FROM thread t LEFT JOIN run a ON a.key = t.active
        """;

    public static ThreadRow Read(NpgsqlDataReader row) =>
        new(row.Text(0), row.Text(1))
        {
            Graph = row.TextOrNull(2),
            Head = row.IsDBNull(3) ? null : new CheckpointRef(row.Id(3), row.Int(4)),
            ActiveRun = row.IdOrNull(5),
            ActiveStatus = (RunStatus?)row.IntOrNull(6),
            LastStatus = (RunStatus?)row.IntOrNull(7),
            Metadata = row.Json(8),
            CreatedAt = row.Time(9),
            UpdatedAt = row.Time(10),
        };

    public static Task<ThreadRow?> FindAsync(Session session, string tenant, string id) =>
        session.Prepare($"{Select} WHERE t.tenant = $1 AND t.id = $2").Bind(tenant).Bind(id).FirstAsync(Read);

    /// <summary>The row as it is now, which nobody else changes before the transaction ends.</summary>
    public static Task<KeyedThread?> LockAsync(Session session, string tenant, string id) =>
        session.Prepare($"{Select} WHERE t.tenant = $1 AND t.id = $2 FOR UPDATE OF t").Bind(tenant).Bind(id)
            .FirstAsync(row => new KeyedThread(row.LongOrNull(11), Read(row)));

    /// <summary>Inserts a row where there is none.</summary>
    /// <returns>True where it was inserted.</returns>
    public static async Task<bool> InsertAsync(Session session, ThreadRow row) =>
        await session.Prepare(
            """
            INSERT INTO thread(tenant, id, graph, metadata, created_at, updated_at)
            VALUES($1, $2, $3, $4, coalesce($5, clock()), coalesce($6, clock())) ON CONFLICT DO NOTHING
            """)
            .Bind(row.Tenant).Bind(row.Id).Bind(row.Graph).Bind(row.Metadata).Bind(Given(row.CreatedAt)).Bind(Given(row.UpdatedAt))
            .ExecuteAsync() == 1;

    /// <summary>A run came to the thread: its graph is settled.</summary>
    public static Task<int> TouchAsync(Session session, string tenant, string id, string graph) =>
        session.Prepare("UPDATE thread SET graph = $3, updated_at = clock() WHERE tenant = $1 AND id = $2")
            .Bind(tenant).Bind(id).Bind(graph).ExecuteAsync();

    public static Task<int> ActivateAsync(Session session, string tenant, string id, long? run) =>
        session.Prepare("UPDATE thread SET active = $3 WHERE tenant = $1 AND id = $2").Bind(tenant).Bind(id).Bind(run).ExecuteAsync();

    public static Task<int> MoveHeadAsync(Session session, string tenant, string id, CheckpointRef? head) =>
        session.Prepare("UPDATE thread SET head_run = $3, head_seq = $4, updated_at = clock() WHERE tenant = $1 AND id = $2")
            .Bind(tenant).Bind(id).Bind(head?.Run).Bind(head?.Seq).ExecuteAsync();

    /// <summary>Moves the head; the thread counts as untouched.</summary>
    public static Task<int> MoveHeadQuietlyAsync(Session session, ThreadRow thread, string graph, CheckpointRef head) =>
        session.Prepare("UPDATE thread SET graph = $3, head_run = $4, head_seq = $5 WHERE tenant = $1 AND id = $2")
            .Bind(thread.Tenant).Bind(thread.Id).Bind(graph).Bind((Guid?)head.Run).Bind(head.Seq).ExecuteAsync();

    private static DateTimeOffset? Given(DateTimeOffset at) => at == default ? null : at;
}

/// <summary>A thread with the key of its active run.</summary>
internal sealed record KeyedThread(long? Active, ThreadRow Row);
