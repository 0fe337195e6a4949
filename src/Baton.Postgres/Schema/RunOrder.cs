namespace Baton.Postgres.Schema;

/// <summary>
/// Version 4: runs are searched by what people ask for, newest first, without reading those that do not fit. Writing waits while the indexes
/// are built: some seconds for each million runs.
/// </summary>
internal static class RunOrder
{
    public const string Sql =
        """
        CREATE INDEX run_status ON run(tenant, status, key) INCLUDE (is_hidden, is_edit);
        CREATE INDEX run_error ON run(tenant, error_code, key) WHERE error_code IS NOT NULL;
        CREATE INDEX run_graph ON run(tenant, graph, key);
        CREATE INDEX run_pool ON run(tenant, pool, key);
        CREATE INDEX run_created ON run(tenant, created_at, key);
        """;
}
