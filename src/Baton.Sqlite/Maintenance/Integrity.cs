using Baton.Sqlite.Native;

namespace Baton.Sqlite.Maintenance;

/// <summary>Looks for damage: SQLite's own check, then what must hold between the rows.</summary>
internal static class Integrity
{
    public static IReadOnlyList<string> Check(Connection connection)
    {
        var findings = connection.Prepare("PRAGMA integrity_check(100)").All(row => row.Text(0));
        findings.RemoveAll(line => line == "ok");
        foreach (var (sql, text) in Invariants)
        {
            findings.AddRange(connection.Prepare(sql).All(row => $"{text}: {row.Text(0)}"));
        }

        return findings;
    }

    private static readonly (string Sql, string Text)[] Invariants =
    [
        (
            """
            SELECT lower(hex(r.id)) FROM run r
            JOIN (SELECT id >> 24 AS run, count(*) AS entries, max(id & 16777215) AS last, min(id & 16777215) AS first FROM journal GROUP BY id >> 24) j
              ON j.run = r.key
            WHERE j.first <> 1 OR j.last <> j.entries LIMIT 100
            """,
            "The journal of a run has a gap"),
        (
            "SELECT DISTINCT id >> 24 FROM journal WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.key = journal.id >> 24) LIMIT 100",
            "Journal entries without their run"),
        (
            """
            SELECT t.id FROM thread t WHERE t.head_run IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM run r JOIN journal j ON j.id = (r.key << 24) + t.head_seq WHERE r.id = t.head_run) LIMIT 100
            """,
            "A thread stands at an entry that does not exist"),
        (
            """
            SELECT t.id FROM thread t WHERE t.active IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM run r WHERE r.key = t.active AND r.ended_at IS NULL AND r.is_queued = 0) LIMIT 100
            """,
            "A thread's active run is over or missing"),
        (
            "SELECT lower(hex(id)) FROM run WHERE (status = 1) <> (owner IS NOT NULL) OR (status >= 4) <> (ended_at IS NOT NULL) LIMIT 100",
            "A run's status contradicts its owner or its end"),
        (
            "SELECT id FROM ticket WHERE is_open = 1 AND NOT EXISTS (SELECT 1 FROM run r WHERE r.key = ticket.run AND r.ended_at IS NULL) LIMIT 100",
            "An open ticket of a run that is over or missing"),
    ];
}
