using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Runs;

/// <summary>The rows of threads.</summary>
internal static class ThreadRows
{
    /// <summary>The columns that <see cref="Read"/> expects, with where they come from.</summary>
    public const string Select =
        """
        SELECT t.tenant, t.id, t.graph, t.head_run, t.head_seq, a.id AS active_id, a.status, t.last_status, t.metadata, t.created_at, t.updated_at, t.active
        FROM thread t LEFT JOIN run a ON a.key = t.active
        """;

    public static ThreadRow Read(Statement row) =>
        new(row.Text(0), row.Text(1))
        {
            Graph = row.TextOrNull(2),
            Head = row.IsNull(3) ? null : new CheckpointRef(row.Id(3), row.Int(4)),
            ActiveRun = row.IdOrNull(5),
            ActiveStatus = (RunStatus?)row.LongOrNull(6),
            LastStatus = (RunStatus?)row.LongOrNull(7),
            Metadata = row.Json(8),
            CreatedAt = row.Time(9),
            UpdatedAt = row.Time(10),
        };

    public static ThreadRow? Find(Connection connection, string tenant, string id) =>
        connection.Prepare($"{Select} WHERE t.tenant = ?1 AND t.id = ?2").Bind(1, tenant).Bind(2, id).First(Read);

    public static KeyedThread? FindKeyed(Connection connection, string tenant, string id) =>
        connection.Prepare($"{Select} WHERE t.tenant = ?1 AND t.id = ?2").Bind(1, tenant).Bind(2, id)
            .First(row => new KeyedThread(row.LongOrNull(11), Read(row)));

    public static void Insert(WriteSession session, ThreadRow row) =>
        session.Prepare(
            "INSERT INTO thread(tenant, id, graph, metadata, created_at, updated_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
            .Bind(1, row.Tenant).Bind(2, row.Id).Bind(3, row.Graph).Bind(4, row.Metadata).Bind(5, row.CreatedAt).Bind(6, row.UpdatedAt)
            .Execute();

    /// <summary>A run came to the thread: its graph is settled.</summary>
    public static void Touch(WriteSession session, string tenant, string id, string graph) =>
        session.Prepare("UPDATE thread SET graph = ?3, updated_at = ?4 WHERE tenant = ?1 AND id = ?2")
            .Bind(1, tenant).Bind(2, id).Bind(3, graph).Bind(4, session.Now).Execute();

    /// <summary>Moves the head; the thread counts as untouched.</summary>
    public static void MoveHeadQuietly(WriteSession session, ThreadRow thread, string graph, CheckpointRef head) =>
        session.Prepare("UPDATE thread SET graph = ?3, head_run = ?4, head_seq = ?5 WHERE tenant = ?1 AND id = ?2")
            .Bind(1, thread.Tenant).Bind(2, thread.Id).Bind(3, graph).Bind(4, head.Run).Bind(5, head.Seq).Execute();

    public static void Activate(WriteSession session, string tenant, string id, long? run) =>
        session.Prepare("UPDATE thread SET active = ?3 WHERE tenant = ?1 AND id = ?2").Bind(1, tenant).Bind(2, id).Bind(3, run).Execute();

    public static void MoveHead(WriteSession session, string tenant, string id, CheckpointRef? head) =>
        session.Prepare("UPDATE thread SET head_run = ?3, head_seq = ?4, updated_at = ?5 WHERE tenant = ?1 AND id = ?2")
            .Bind(1, tenant).Bind(2, id).Bind(3, head?.Run).Bind(4, head?.Seq).Bind(5, session.Now).Execute();
}

/// <summary>A thread with the key of its active run.</summary>
internal sealed record KeyedThread(long? Active, ThreadRow Row);
