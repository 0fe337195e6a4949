namespace Baton.Sqlite.Schema;

/// <summary>
/// Version 4: what calls cost, one row a call, until old days are added up; and what is spent in windows of time. Days and windows are counted
/// from 1970-01-01 UTC.
/// </summary>
internal static class Accounts
{
    public const string Sql =
        """
        CREATE TABLE cost(
          tenant TEXT NOT NULL, day INTEGER NOT NULL, run BLOB NOT NULL, number INTEGER NOT NULL, graph TEXT NOT NULL, node TEXT NOT NULL,
          agent TEXT NOT NULL, model TEXT NOT NULL, user_id TEXT NOT NULL, feature TEXT NOT NULL, vertical TEXT NOT NULL, calls INTEGER NOT NULL,
          failed INTEGER NOT NULL, from_cache INTEGER NOT NULL, unpriced INTEGER NOT NULL, input INTEGER NOT NULL, cached_input INTEGER NOT NULL,
          output INTEGER NOT NULL, nano_usd INTEGER NOT NULL, latency_ms INTEGER NOT NULL, slowest_ms INTEGER NOT NULL,
          PRIMARY KEY(tenant, day, run, number)) WITHOUT ROWID;
        CREATE INDEX cost_run ON cost(tenant, run);
        CREATE INDEX cost_call ON cost(day) WHERE number > 0;

        CREATE TABLE budget(
          scope TEXT NOT NULL, length INTEGER NOT NULL, number INTEGER NOT NULL, ends_at INTEGER NOT NULL, tokens INTEGER NOT NULL,
          nano_usd INTEGER NOT NULL, calls INTEGER NOT NULL, held_tokens INTEGER NOT NULL, held_nano_usd INTEGER NOT NULL,
          held_calls INTEGER NOT NULL, PRIMARY KEY(scope, length, number)) WITHOUT ROWID;
        CREATE INDEX budget_end ON budget(ends_at);
        """;
}
