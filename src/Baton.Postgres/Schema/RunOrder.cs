namespace Baton.Postgres.Schema;

/// <summary>
/// Version 6: runs are searched by what people ask for, newest first, without reading those that do not fit. Writing waits while an index is
/// built, which takes about a second for each million runs.
/// </summary>
/// <remarks>
/// Each index is built by itself, so that what waits goes on in between, and stays where the next one is interrupted. Writers queue behind an
/// index that waits for a long transaction, so it waits a second at a time.
/// </remarks>
internal static class RunOrder
{
    private const string Waiting = "SET LOCAL lock_timeout = '1s'; CREATE INDEX IF NOT EXISTS";

    public static Migration Step { get; } = new(Last)
    {
        Before =
        [
            $"{Waiting} run_status ON run(tenant, status, key) INCLUDE (is_hidden, is_edit)",
            $"{Waiting} run_error ON run(tenant, error_code, key) WHERE error_code IS NOT NULL",
            $"{Waiting} run_graph ON run(tenant, graph, key)",
            $"{Waiting} run_pool ON run(tenant, pool, key)",
        ],
    };

    private const string Last = $"{Waiting} run_created ON run(tenant, created_at, key)";
}
