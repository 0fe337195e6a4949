using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Partitions;

/// <summary>Drops what no run needs any more. Each step is looked for in the catalogue, so that the next try goes on where one was interrupted.</summary>
internal static class Dropping
{
    /// <summary>Drops partitions. For one server at a time.</summary>
    /// <returns>The names of those that are gone, and of one that is in use still, or null.</returns>
    public static async Task<(IReadOnlyList<string> Dropped, string? InUse)> RunAsync(Session session)
    {
        List<string> dropped = [];

        // Of a journal one partition at a time can be on its way out: that one first.
        foreach (var partition in (await PartitionRows.ClosedAsync(session)).OrderByDescending(partition => partition.State == PartitionState.Detaching))
        {
            try
            {
                if (await DropAsync(session, partition))
                {
                    dropped.Add(partition.Name);
                }
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled)
            {
                return (dropped, partition.Name);
            }
        }

        await session.Prepare("DELETE FROM journal_gone WHERE NOT day = ANY($1)")
            .Bind([.. (await PartitionRows.ListAsync(session)).Select(partition => partition.Day)]).ExecuteAsync();
        return (dropped, null);
    }

    private static async Task<bool> DropAsync(Session session, JournalPartition partition)
    {
        if (await PartitionRows.HasRunsAsync(session, partition))
        {
            return false;
        }

        if (partition.State != PartitionState.Detached)
        {
            await PartitionRows.DetachAsync(session, partition);
        }

        await PartitionRows.DropAsync(session, partition);
        return true;
    }
}
