using Baton.Postgres.Connecting;
using Baton.Postgres.Partitions;

namespace Baton.Postgres.Maintenance;

/// <summary>Looks for damage: what must hold between the rows. For the files themselves PostgreSQL has pg_amcheck.</summary>
internal static class Integrity
{
    public static async Task<IReadOnlyList<string>> CheckAsync(Session session)
    {
        var findings = new List<string>();
        foreach (var (sql, text) in Invariants)
        {
            findings.AddRange(await session.Prepare($"{sql} LIMIT 100").AllAsync(row => $"{text}: {row.Text(0)}"));
        }

        findings.AddRange(await MissingPartitionAsync(session));
        return findings;
    }

    private static async Task<IEnumerable<string>> MissingPartitionAsync(Session session)
    {
        var day = await session.Prepare("SELECT last_value FROM run_key").FirstAsync(row => row.Long(0)) >> JournalPartition.DayBits;
        return (await PartitionRows.ListAsync(session)).Exists(partition => partition.Day == day && partition.State == PartitionState.Attached)
            ? []
            : [$"The journal has no partition for new runs: {JournalPartition.NameOf(day)}"];
    }

    private static readonly (string Sql, string Text)[] Invariants =
    [
        (
            """
            SELECT r.id::text FROM run r LEFT JOIN (
              SELECT run, count(*) AS entries, min(seq) AS first, max(seq) AS last FROM journal GROUP BY run) j ON j.run = r.key
            WHERE coalesce(j.entries, 0) <> r.seq OR (r.seq > 0 AND (j.first <> 1 OR j.last <> r.seq))
            """,
            "The journal of a run has a gap"),
        (
            $"""
            SELECT DISTINCT j.run::text FROM journal j WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.key = j.run)
              AND NOT EXISTS (SELECT 1 FROM journal_gone g WHERE g.day = j.run >> {JournalPartition.DayBits})
            """,
            "Journal entries without their run"),
        (
            """
            SELECT t.id FROM thread t WHERE t.head_run IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM run r JOIN journal j ON j.run = r.key AND j.seq = t.head_seq WHERE r.id = t.head_run)
            """,
            "A thread stands at an entry that does not exist"),
        (
            """
            SELECT t.id FROM thread t WHERE t.active IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM run r WHERE r.key = t.active AND r.ended_at IS NULL AND NOT r.is_queued)
            """,
            "A thread's active run is over or missing"),
        (
            "SELECT id::text FROM run WHERE (status = 1) <> (owner IS NOT NULL) OR (status >= 4) <> (ended_at IS NOT NULL)",
            "A run's status contradicts its owner or its end"),
        (
            "SELECT k.id FROM ticket k WHERE k.is_open AND NOT EXISTS (SELECT 1 FROM run r WHERE r.key = k.run AND r.ended_at IS NULL)",
            "An open ticket of a run that is over or missing"),
        (
            """
            SELECT r.id::text FROM run r LEFT JOIN ready y ON y.run = r.key
            WHERE (r.status = 0 AND NOT r.is_queued) <> (y.run IS NOT NULL) OR y.not_before IS DISTINCT FROM CASE WHEN y.run IS NOT NULL THEN r.wake_at END
            """,
            "A pending run that cannot be claimed, or one that can and is not pending"),
        (
            """
            SELECT r.id::text FROM run r WHERE r.wake_at IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM timer t WHERE t.wake_at = r.wake_at AND t.run = r.key)
            """,
            "A run that nothing wakes in time"),
        (
            "SELECT t.run::text FROM timer t WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.key = t.run AND r.wake_at = t.wake_at)",
            "A timer that belongs to no run"),
        (
            "SELECT r.id::text FROM run r WHERE r.has_inbox <> EXISTS (SELECT 1 FROM inbox b WHERE b.run = r.key)",
            "A run's row contradicts its inbox"),
    ];
}
