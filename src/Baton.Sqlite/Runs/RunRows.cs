using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Runs;

/// <summary>The rows of runs.</summary>
internal static class RunRows
{
    /// <summary>The columns that <see cref="Read"/> expects; the table is called <c>r</c>.</summary>
    public const string Columns =
        """
        r.tenant, r.id, r.graph, r.version, r.pool, r.status, r.assistant, r.thread, r.is_queued, r.is_edit, r.is_hidden, r.is_resumable,
        coalesce((SELECT j.id & 16777215 FROM journal j WHERE j.id BETWEEN r.key << 24 AND (r.key << 24) + 16777215
          ORDER BY j.id DESC LIMIT 1), 0),
        r.owner, r.epoch, r.strategy, r.metadata, r.parent, r.parent_ticket, r.root, r.created_at, r.updated_at, r.wake_at, r.error_code, r.key
        """;

    private const int KeyColumn = 24;

    public static RunRow Read(Statement row) =>
        new(row.Text(0), row.Id(1), row.Text(2), row.Int(3), row.Text(4), (RunStatus)row.Int(5))
        {
            Assistant = row.Text(6),
            Thread = row.TextOrNull(7),
            Queued = row.Bool(8),
            IsEdit = row.Bool(9),
            Hidden = row.Bool(10),
            Resumable = row.Bool(11),
            Seq = row.Int(12),
            Owner = row.LongOrNull(13),
            Epoch = row.Int(14),
            Strategy = (MultitaskStrategy)row.Int(15),
            Metadata = row.Json(16),
            Parent = row.IsNull(17) ? null : new ParentRef(row.Id(17), row.Text(18), row.Id(19)),
            CreatedAt = row.Time(20),
            UpdatedAt = row.Time(21),
            WakeAt = row.TimeOrNull(22),
            ErrorCode = row.TextOrNull(23),
        };

    public static RunRow? Find(Connection connection, Guid id) =>
        connection.Prepare($"SELECT {Columns} FROM run r WHERE r.id = ?1").Bind(1, id).First(Read);

    public static KeyedRun? FindKeyed(Connection connection, Guid id) =>
        connection.Prepare($"SELECT {Columns} FROM run r WHERE r.id = ?1").Bind(1, id).First(ReadKeyed);

    public static KeyedRun? FindKeyed(Connection connection, long key) =>
        connection.Prepare($"SELECT {Columns} FROM run r WHERE r.key = ?1").Bind(1, key).First(ReadKeyed);

    public static KeyedRun ReadKeyed(Statement row) => new(row.Long(KeyColumn), Read(row));

    /// <summary>Inserts a row.</summary>
    /// <returns>Its key.</returns>
    public static long Insert(WriteSession session, RunRow row, DateTimeOffset? endedAt)
    {
        session.Prepare(
            """
            INSERT INTO run(id, tenant, graph, version, pool, assistant, thread, status, is_queued, is_edit, is_hidden, is_resumable, owner,
              epoch, strategy, metadata, parent, parent_ticket, root, created_at, updated_at, wake_at, ended_at, error_code)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)
            """)
            .Bind(1, row.Id).Bind(2, row.Tenant).Bind(3, row.Graph).Bind(4, row.Version).Bind(5, row.Pool).Bind(6, row.Assistant)
            .Bind(7, row.Thread).Bind(8, (long)row.Status).Bind(9, row.Queued).Bind(10, row.IsEdit).Bind(11, row.Hidden)
            .Bind(12, row.Resumable).Bind(13, row.Owner).Bind(14, row.Epoch).Bind(15, (long)row.Strategy).Bind(16, row.Metadata)
            .Bind(17, row.Parent?.Run).Bind(18, row.Parent?.Ticket).Bind(19, row.Parent?.Root).Bind(20, row.CreatedAt)
            .Bind(21, row.UpdatedAt).Bind(22, row.WakeAt).Bind(23, endedAt).Bind(24, row.ErrorCode)
            .Execute();
        return session.Connection.LastInsertedKey;
    }

    /// <summary>Brings a parked run back.</summary>
    /// <returns>True where it was parked.</returns>
    public static bool Wake(WriteSession session, long key) =>
        session.Prepare("UPDATE run SET status = 0, wake_at = NULL, updated_at = ?2 WHERE key = ?1 AND status IN (2, 3)")
            .Bind(1, key).Bind(2, session.Now).Execute() == 1;

    /// <summary>Makes a run that nobody executes claimable at once, whatever held it back, so that it can see its inbox.</summary>
    public static void Release(WriteSession session, long key) =>
        session.Prepare(
            "UPDATE run SET status = 0, wake_at = NULL, is_queued = 0, updated_at = ?2 WHERE key = ?1 AND status IN (0, 2, 3)")
            .Bind(1, key).Bind(2, session.Now).Execute();
}

/// <summary>A run with the store's own key of it.</summary>
internal sealed record KeyedRun(long Key, RunRow Row);
