using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Runs;

/// <summary>The rows of runs.</summary>
internal static class RunRows
{
    /// <summary>The columns that <see cref="Read"/> expects; the table is called <c>r</c>.</summary>
    public const string Columns =
        """
        r.tenant, r.id, r.graph, r.version, r.pool, r.status, r.assistant, r.thread, r.is_queued, r.is_edit, r.is_hidden, r.is_resumable, r.seq,
        r.owner, r.epoch, r.strategy, r.metadata, r.parent, r.parent_ticket, r.root, r.parent_depth, r.created_at, r.updated_at, r.wake_at,
        r.error_code, r.key, r.token
        """;

    private const string Insertion =
        """
        INSERT INTO run(key, id, tenant, graph, version, pool, status, assistant, thread, is_queued, is_edit, is_hidden, is_resumable, seq, owner,
          epoch, strategy, metadata, parent, parent_ticket, root, parent_depth, created_at, updated_at, wake_at, ended_at, error_code, token)
        VALUES(nextval('run_key'), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
          $25, $26, $27)
        RETURNING key
        """;

    public static RunRow Read(NpgsqlDataReader row) =>
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
            Parent = row.IsDBNull(17) ? null : new ParentRef(row.Id(17), row.Text(18), row.Id(19), row.Int(20)),
            CreatedAt = row.Time(21),
            UpdatedAt = row.Time(22),
            WakeAt = row.TimeOrNull(23),
            ErrorCode = row.TextOrNull(24),
        };

    public static KeyedRun ReadKeyed(NpgsqlDataReader row) => new(row.Long(25), row.Long(26), Read(row));

    public static Task<KeyedRun?> FindAsync(Session session, Guid id) =>
        session.Prepare($"SELECT {Columns} FROM run r WHERE r.id = $1").Bind(id).FirstAsync(ReadKeyed);

    public static Task<KeyedRun?> FindAsync(Session session, long key) =>
        session.Prepare($"SELECT {Columns} FROM run r WHERE r.key = $1").Bind(key).FirstAsync(ReadKeyed);

    /// <summary>The row as it is now, which nobody else changes before the transaction ends.</summary>
    public static Task<KeyedRun?> LockAsync(Session session, long key) =>
        session.Prepare($"SELECT {Columns} FROM run r WHERE r.key = $1 FOR UPDATE").Bind(key).FirstAsync(ReadKeyed);

    /// <inheritdoc cref="LockAsync(Session, long)"/>
    public static Task<KeyedRun?> LockAsync(Session session, Guid id) =>
        session.Prepare($"SELECT {Columns} FROM run r WHERE r.id = $1 FOR UPDATE").Bind(id).FirstAsync(ReadKeyed);

    public static Task<long> NowAsync(Session session) => session.Prepare("SELECT clock()").FirstAsync(row => row.Long(0));

    /// <summary>Inserts a row.</summary>
    /// <returns>Its key.</returns>
    public static Task<long> InsertAsync(Session session, RunRow row, DateTimeOffset? endedAt, long token) =>
        session.Prepare(Insertion)
            .Bind(row.Id).Bind(row.Tenant).Bind(row.Graph).Bind(row.Version).Bind(row.Pool).Bind((long)row.Status).Bind(row.Assistant)
            .Bind(row.Thread).Bind(row.Queued).Bind(row.IsEdit).Bind(row.Hidden).Bind(row.Resumable).Bind(row.Seq).Bind(row.Owner)
            .Bind(row.Epoch).Bind((long)row.Strategy).Bind(row.Metadata).Bind(row.Parent?.Run).Bind(row.Parent?.Ticket).Bind(row.Parent?.Root)
            .Bind(row.Parent?.Depth).Bind(row.CreatedAt).Bind(row.UpdatedAt).Bind(row.WakeAt).Bind(endedAt).Bind(row.ErrorCode).Bind(token)
            .FirstAsync(found => found.Long(0));

    /// <summary>Brings a parked run back; the caller holds its row.</summary>
    public static async Task WakeAsync(Session session, KeyedRun run)
    {
        if (run.Row.Status.IsParked())
        {
            await MakePendingAsync(session, run, isQueued: run.Row.Queued);
        }
    }

    /// <summary>Makes a run that nobody executes claimable at once, whatever held it back, so that it can see its inbox. The caller holds its row.</summary>
    public static async Task ReleaseAsync(Session session, KeyedRun run)
    {
        if (run.Row.Status == RunStatus.Pending || run.Row.Status.IsParked())
        {
            await MakePendingAsync(session, run, isQueued: false);
        }
    }

    private static async Task MakePendingAsync(Session session, KeyedRun run, bool isQueued)
    {
        await session.Prepare("UPDATE run SET status = 0, wake_at = NULL, is_queued = $2, updated_at = clock() WHERE key = $1")
            .Bind(run.Key).Bind(isQueued).ExecuteAsync();
        await Schedule.UnsetTimerAsync(session, run.Key, run.Row.WakeAt);
        if (!isQueued)
        {
            await Schedule.MakeReadyAsync(session, run.Key, run.Row, null);
        }
    }
}

/// <summary>A run with the store's own key of it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Token">Names the acceptance that made it.</param>
/// <param name="Row">The row.</param>
internal sealed record KeyedRun(long Key, long Token, RunRow Row);
