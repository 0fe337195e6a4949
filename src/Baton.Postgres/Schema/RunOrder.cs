namespace Baton.Postgres.Schema;

/// <summary>
/// Version 6: runs that are not just successful are found by their status and code, newest first, without reading the others. Everything else is
/// read in the order of the keys: every further index here costs each start and end of a run, of which there are many more than searches.
/// </summary>
/// <remarks>
/// Each index is built by itself, so that what waits goes on in between, and stays where the next one is interrupted. Writing waits while an
/// index is built, which takes about a second for each million runs. Writers queue behind an index that waits for a long transaction, so it
/// waits a second at a time.
/// </remarks>
internal static class RunOrder
{
    private const string Waiting = "SET LOCAL lock_timeout = '1s'; CREATE INDEX IF NOT EXISTS";

    public static Migration Step { get; } = new(Last)
    {
        Before = [$"{Waiting} run_status ON run(tenant, status, key) WHERE status <> 4"],
    };

    private const string Last = $"{Waiting} run_error ON run(tenant, error_code, key) WHERE error_code IS NOT NULL";
}
