namespace Baton.Sqlite.Schema;

/// <summary>
/// Version 7: what threads' cases are, which outlive their threads' runs; and cases added up by day (counted from 1970-01-01 UTC). A case keeps what
/// it has added, and what it has cost, as of when it was last counted.
/// </summary>
internal static class CaseTables
{
    public const string Sql =
        """
        CREATE TABLE thread_case(
          tenant TEXT NOT NULL, thread TEXT NOT NULL, graph TEXT NOT NULL, status INTEGER NOT NULL, category TEXT, priority TEXT, agent TEXT,
          customer TEXT, reason TEXT, summary TEXT, turns INTEGER NOT NULL, run BLOB NOT NULL, opened_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
          answered_at INTEGER, escalated_at INTEGER, resolved_at INTEGER, reopened INTEGER NOT NULL, is_asked INTEGER NOT NULL,
          is_gone INTEGER NOT NULL DEFAULT 0, is_dirty INTEGER NOT NULL DEFAULT 1, nano_usd INTEGER NOT NULL DEFAULT 0, counted BLOB,
          PRIMARY KEY(tenant, thread)) WITHOUT ROWID;
        CREATE INDEX case_opened ON thread_case(tenant, opened_at, thread);
        CREATE INDEX case_active ON thread_case(tenant, opened_at, thread) WHERE status <> 4;
        CREATE INDEX case_dirty ON thread_case(tenant, opened_at) WHERE is_dirty = 1;
        CREATE INDEX case_age ON thread_case(updated_at);
        CREATE INDEX case_customer ON thread_case(tenant, customer) WHERE customer IS NOT NULL;

        CREATE TABLE case_run(
          tenant TEXT NOT NULL, run BLOB NOT NULL, thread TEXT NOT NULL, nano_usd INTEGER NOT NULL, PRIMARY KEY(tenant, run)) WITHOUT ROWID;
        CREATE INDEX case_run_thread ON case_run(tenant, thread);

        CREATE TABLE case_tally(
          tenant TEXT NOT NULL, day INTEGER NOT NULL, graph TEXT NOT NULL, dimension INTEGER NOT NULL, name TEXT NOT NULL, tally BLOB NOT NULL,
          PRIMARY KEY(tenant, day, graph, dimension, name)) WITHOUT ROWID;
        """;
}
