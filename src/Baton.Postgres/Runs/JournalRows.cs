using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Baton.Postgres.Partitions;

namespace Baton.Postgres.Runs;

/// <summary>Journal entries as rows.</summary>
internal static class JournalRows
{
    /// <summary>Writes entries of a run whose row the caller holds, or has made.</summary>
    public static async Task InsertAsync(Session session, long run, long owner, int epoch, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            await session.Prepare("INSERT INTO journal(run, owner, at, seq, epoch, kind, body) VALUES($1, $2, $3, $4, $5, $6, $7)")
                .Bind(run).Bind(owner).Bind(entry.At).Bind(entry.Seq).Bind(epoch).Bind((long)entry.Kind).Bind(entry.Body).ExecuteAsync();
        }
    }

    /// <summary>True where an append with this last entry was committed.</summary>
    public static Task<bool> HasAsync(Session session, RunLease lease, int last) =>
        session.Prepare("SELECT 1 FROM journal WHERE run = $1 AND seq = $2 AND owner = $3 AND epoch = $4")
            .Bind(lease.Key).Bind(last).Bind(lease.Owner).Bind(lease.Epoch).ExistsAsync();

    /// <summary>The whole journals of some runs, by key; one without entries has an empty one.</summary>
    public static async Task<Dictionary<long, List<JournalEntry>>> OfAsync(Session session, IReadOnlyList<long> runs)
    {
        var journals = new Dictionary<long, List<JournalEntry>>(runs.Count);
        foreach (var run in runs)
        {
            journals.Add(run, []);
        }

        foreach (var day in runs.GroupBy(run => run >> JournalPartition.DayBits))
        {
            await session.Prepare(OfDay(day.Key)).Bind([.. day]).EachAsync(row =>
            {
                journals[row.Long(0)].Add(new JournalEntry(row.Int(1), (EntryKind)row.Int(2), row.Time(3), row.Blob(4)));
                return true;
            });
        }

        return journals;
    }

    // The day's bounds are in the text, so that the statement is planned for its partition alone: it waits for nobody who works on another.
    private static string OfDay(long day)
    {
        var partition = new JournalPartition(day, PartitionState.Attached);
        return $"""
            SELECT run, seq, kind, at, body FROM journal
            WHERE run = ANY($1) AND run >= {partition.FirstKey} AND run < {partition.EndKey} ORDER BY run, seq
            """;
    }

    /// <summary>The key is asked for first: with it as a value the statement is planned for its partition alone, and not for all of them.</summary>
    public static async Task<List<JournalEntry>> ReadAsync(Session session, Guid run, int after, int limit)
    {
        var key = await session.Prepare("SELECT key FROM run WHERE id = $1").Bind(run).FirstAsync(row => row.Long(0));
        return await session.Prepare("SELECT seq, kind, at, body FROM journal WHERE run = $1 AND seq > $2 ORDER BY seq LIMIT $3")
            .Bind(key).Bind(after).Bind(limit)
            .AllAsync(row => new JournalEntry(row.Int(0), (EntryKind)row.Int(1), row.Time(2), row.Blob(3)));
    }
}
