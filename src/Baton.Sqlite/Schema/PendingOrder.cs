namespace Baton.Sqlite.Schema;

/// <summary>Version 3: pending runs are found by whose turn it is. Its last column is read by those who only count.</summary>
internal static class PendingOrder
{
    public const string Sql =
        """
        CREATE INDEX run_pending ON run(pool, wake_at, tenant, graph, key, updated_at) WHERE status = 0 AND is_queued = 0;
        DROP INDEX run_claimable;
        """;
}
