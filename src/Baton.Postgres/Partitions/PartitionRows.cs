using Baton.Postgres.Connecting;

namespace Baton.Postgres.Partitions;

/// <summary>The journal's partitions in the database's catalogue.</summary>
internal static class PartitionRows
{
    /// <summary>Milliseconds after which no transaction is under way any more.</summary>
    private const long Settling = 3_600_000;

    /// <summary>All of them, and what is left of those that were to be dropped; the oldest first.</summary>
    public static async Task<List<JournalPartition>> ListAsync(Session session)
    {
        var found = await session.Prepare(
            $"""
            SELECT c.relname::text, CASE WHEN i.inhrelid IS NULL THEN 2 WHEN i.inhdetachpending THEN 1 ELSE 0 END
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND i.inhparent = 'journal'::regclass
            WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname ~ '{JournalPartition.NamePattern}'
            """).AllAsync(row => new JournalPartition(JournalPartition.DayOf(row.Text(0)), (PartitionState)row.Int(1)));
        return [.. found.OrderBy(partition => partition.Day)];
    }

    /// <summary>True where the user may add and remove partitions: the owner of the journal, or a member of that role.</summary>
    public static Task<bool> MayChangeAsync(Session session) =>
        session.Prepare(
            """
            SELECT 1 FROM pg_class WHERE oid = 'journal'::regclass AND pg_has_role(relowner, 'USAGE')
              AND has_schema_privilege(current_schema(), 'CREATE')
            """).ExistsAsync();

    public static Task<long> TodayAsync(Session session) => session.Prepare("SELECT clock() / 86400000").FirstAsync(row => row.Long(0));

    /// <summary>Partitions to which nothing can be added: keys are beyond them, and whoever took one of theirs has long committed.</summary>
    public static async Task<List<JournalPartition>> ClosedAsync(Session session)
    {
        var (today, last, isNew) = await session.Prepare(
            $"""
            SELECT (clock() - {Settling}) / 86400000, (SELECT last_value FROM run_key),
              EXISTS (SELECT 1 FROM migration WHERE version = 3 AND applied_at > statement_timestamp() - interval '1 hour')
            """).FirstAsync(row => (row.Long(0), row.Long(1), row.Bool(2)));
        return (await ListAsync(session)).FindAll(partition => partition.EndKey <= last && partition.Day < today && !(partition.Day == 0 && isNew));
    }

    public static async Task<bool> HasRunsAsync(Session session, JournalPartition partition) =>
        await session.Prepare("SELECT 1 FROM run WHERE key >= $1 AND key < $2 LIMIT 1").Bind(partition.FirstKey).Bind(partition.EndKey).ExistsAsync();

    /// <summary>Makes a day's partition. The journal is written and read meanwhile: it is made apart and then attached.</summary>
    public static async Task CreateAsync(Session session, long day)
    {
        var partition = new JournalPartition(day, PartitionState.Attached);
        await using var transaction = await session.Connection.BeginTransactionAsync();
        await session.Prepare(
            $"""
            CREATE TABLE {partition.Name} (LIKE journal INCLUDING STORAGE INCLUDING INDEXES)
            WITH (toast_tuple_target=8160, autovacuum_vacuum_insert_scale_factor=0.5)
            """).ExecuteAsync();
        await session.Prepare(
            $"ALTER TABLE journal ATTACH PARTITION {partition.Name} FOR VALUES FROM ({partition.FirstKey}) TO ({partition.EndKey})").ExecuteAsync();
        await transaction.CommitAsync();
    }

    /// <summary>Takes a partition out. Whoever uses the journal is waited for and waits for nothing.</summary>
    public static Task<int> DetachAsync(Session session, JournalPartition partition) =>
        session.Prepare($"ALTER TABLE journal DETACH PARTITION {partition.Name} {(partition.State == PartitionState.Detaching ? "FINALIZE" : "CONCURRENTLY")}")
            .ExecuteAsync();

    public static Task<int> DropAsync(Session session, JournalPartition partition) => session.Prepare($"DROP TABLE {partition.Name}").ExecuteAsync();
}
