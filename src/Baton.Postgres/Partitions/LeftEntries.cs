using Baton.Postgres.Connecting;

namespace Baton.Postgres.Partitions;

/// <summary>
/// Entries whose runs retention has removed. They go with their day's partition; where other runs keep that for longer than a while, they go
/// by themselves, some at a time.
/// </summary>
internal static class LeftEntries
{
    /// <summary>How long they wait for their partition: the runs of a day become old within a day.</summary>
    private const long Patience = 2 * 86_400_000L;

    private const long RunsAtOnce = 200;

    /// <summary>Days whose partition stays. Whoever is given one goes through it; nobody else is for as long again.</summary>
    public static Task<List<long>> TakeDueAsync(Session session) =>
        session.Prepare("UPDATE journal_gone SET since = clock() WHERE since < clock() - $1 RETURNING day").Bind(Patience).AllAsync(row => row.Long(0));

    /// <summary>Looks at the next runs of a day and removes the entries of those that are gone.</summary>
    /// <returns>The last run that was looked at; null where there are no more.</returns>
    public static async Task<long?> SweepAsync(Session session, long day, long after)
    {
        var partition = new JournalPartition(day, PartitionState.Attached);
        var runs = await session.Prepare(
            """
            WITH RECURSIVE e(run) AS (
              (SELECT j.run FROM journal j WHERE j.run >= $1 AND j.run < $2 AND j.run > $3 ORDER BY j.run LIMIT 1)
              UNION ALL
              SELECT (SELECT j.run FROM journal j WHERE j.run >= $1 AND j.run < $2 AND j.run > e.run ORDER BY j.run LIMIT 1) FROM e
              WHERE e.run IS NOT NULL)
            SELECT s.run, EXISTS (SELECT 1 FROM run r WHERE r.key = s.run) FROM (SELECT run FROM e WHERE run IS NOT NULL LIMIT $4) s
            """)
            .Bind(partition.FirstKey).Bind(partition.EndKey).Bind(after).Bind(RunsAtOnce).AllAsync(row => (Key: row.Long(0), IsKept: row.Bool(1)));
        var gone = runs.Where(run => !run.IsKept).Select(run => run.Key).ToList();
        if (gone.Count > 0)
        {
            await session.Prepare("DELETE FROM journal WHERE run = ANY($1)").Bind(gone).ExecuteAsync();
        }

        return runs.Count < RunsAtOnce ? null : runs[^1].Key;
    }
}
