namespace Baton.Sqlite.Schema;

/// <summary>
/// Version 6: runs are searched by what people ask for, newest first, without reading those that do not fit. The last columns of the first
/// index spare a count the rows.
/// </summary>
internal static class RunOrder
{
    public const string Sql =
        """
        CREATE INDEX run_status ON run(tenant, status, key, is_hidden, is_edit);
        CREATE INDEX run_error ON run(tenant, error_code, key) WHERE error_code IS NOT NULL;
        CREATE INDEX run_graph ON run(tenant, graph, key);
        CREATE INDEX run_pool ON run(tenant, pool, key);
        CREATE INDEX run_created ON run(tenant, created_at, key);
        """;
}
