using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Runs;

/// <summary>Journal entries as rows.</summary>
internal static class JournalRows
{
    // A run after another, so that each is looked for in its own partition alone.
    private const string Whole =
        """
        SELECT w.run, l.seq, l.kind, l.at, l.body FROM unnest($1) AS w(run)
        CROSS JOIN LATERAL (SELECT j.seq, j.kind, j.at, j.body FROM journal j WHERE j.run = w.run ORDER BY j.seq) l
        """;

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

        if (runs.Count > 0)
        {
            await session.Prepare(Whole).Bind(runs).EachAsync(row =>
            {
                journals[row.Long(0)].Add(new JournalEntry(row.Int(1), (EntryKind)row.Int(2), row.Time(3), row.Blob(4)));
                return true;
            });
        }

        return journals;
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
