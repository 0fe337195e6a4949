using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Runs;

/// <summary>Reads with a claim what everybody who takes up a run reads first: its journal, where that is short.</summary>
internal static class ClaimedJournals
{
    /// <summary>The most entries that are read with the claim; longer journals are left to whoever takes the run up.</summary>
    private const int MostEntries = 32;

    // A run after another, so that each is looked for in its own partition alone.
    private const string Sql =
        """
        SELECT w.run, l.seq, l.kind, l.at, l.body FROM unnest($1) AS w(run)
        CROSS JOIN LATERAL (SELECT j.seq, j.kind, j.at, j.body FROM journal j WHERE j.run = w.run ORDER BY j.seq) l
        """;

    /// <summary>Adds the journals to runs whose rows the transaction holds: nobody else appends to them.</summary>
    public static async Task AddAsync(Session session, List<ClaimedRun> claimed)
    {
        var journals = new Dictionary<long, List<JournalEntry>>(claimed.Count);
        foreach (var run in claimed.Where(run => run.Run.Seq <= MostEntries))
        {
            journals.Add(run.Lease.Key, new(run.Run.Seq));
        }

        if (journals.Count == 0)
        {
            return;
        }

        await session.Prepare(Sql).Bind([.. journals.Keys]).EachAsync(row =>
        {
            journals[row.Long(0)].Add(new JournalEntry(row.Int(1), (EntryKind)row.Int(2), row.Time(3), row.Blob(4)));
            return true;
        });
        for (var index = 0; index < claimed.Count; index++)
        {
            if (journals.TryGetValue(claimed[index].Lease.Key, out var entries))
            {
                claimed[index] = claimed[index] with { Entries = entries };
            }
        }
    }
}
