using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Baton.Postgres.Runs;

namespace Baton.Postgres.Partitions;

/// <summary>Threads that live on and are all that keeps a partition.</summary>
internal static class Holding
{
    public static async Task<AgedThreads> FindAsync(Session session, TimeSpan olderThan, ThreadRow? after, int limit)
    {
        var held = new List<JournalPartition>();
        foreach (var partition in await PartitionRows.ClosedAsync(session))
        {
            if (await PartitionRows.HasRunsAsync(session, partition) && !await HasOthersAsync(session, partition, olderThan))
            {
                held.Add(partition);
            }
        }

        var threads = await session.Prepare(
            $"""
            {ThreadRows.Select}
            JOIN (
              SELECT DISTINCT r.tenant, r.thread FROM unnest($1, $2) AS p(first, past) JOIN run r ON r.key >= p.first AND r.key < p.past
              WHERE (r.tenant, r.thread) > ($3, $4) ORDER BY r.tenant, r.thread LIMIT $5) h ON h.tenant = t.tenant AND h.thread = t.id
            ORDER BY t.tenant, t.id
            """)
            .Bind([.. held.Select(partition => partition.FirstKey)]).Bind([.. held.Select(partition => partition.EndKey)])
            .Bind(after?.Tenant ?? "").Bind(after?.Id ?? "").Bind(limit).AllAsync(ThreadRows.Read);
        return AgedThreads.Of([.. threads.Select(thread => (thread, thread.ActiveRun is null))], limit);
    }

    /// <summary>True where something else keeps a partition as well: a run that lives, is young, or is on no thread.</summary>
    private static Task<bool> HasOthersAsync(Session session, JournalPartition partition, TimeSpan olderThan) =>
        session.Prepare(
            """
            SELECT 1 FROM run r WHERE r.key >= $1 AND r.key < $2 AND (r.thread IS NULL OR r.ended_at IS NULL OR r.ended_at >= clock() - $3) LIMIT 1
            """)
            .Bind(partition.FirstKey).Bind(partition.EndKey).Bind((long)olderThan.TotalMilliseconds).ExistsAsync();
}
