namespace Baton.Sqlite.Schema;

/// <summary>Version 7: what threads' cases are. They outlive their threads' runs.</summary>
internal static class CaseTables
{
    public const string Sql =
        """
        CREATE TABLE thread_case(
          tenant TEXT NOT NULL, thread TEXT NOT NULL, graph TEXT NOT NULL, status INTEGER NOT NULL, category TEXT, priority TEXT, agent TEXT,
          customer TEXT, reason TEXT, summary TEXT, turns INTEGER NOT NULL, run BLOB NOT NULL, opened_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
          answered_at INTEGER, escalated_at INTEGER, resolved_at INTEGER, reopened INTEGER NOT NULL, is_asked INTEGER NOT NULL,
          PRIMARY KEY(tenant, thread)) WITHOUT ROWID;
        CREATE INDEX case_opened ON thread_case(tenant, opened_at, thread);
        CREATE INDEX case_active ON thread_case(tenant, opened_at, thread) WHERE status <> 4;
        CREATE INDEX case_customer ON thread_case(tenant, customer) WHERE customer IS NOT NULL;
        """;
}
