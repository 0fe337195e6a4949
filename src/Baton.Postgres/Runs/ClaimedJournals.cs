using Baton.Engine.Stores;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Runs;

/// <summary>Reads with a claim what everybody who takes up a run reads first: its journal, where that is short.</summary>
internal static class ClaimedJournals
{
    /// <summary>The most entries that are read with the claim; longer journals are left to whoever takes the run up.</summary>
    private const int MostEntries = 32;

    /// <summary>Adds the journals to runs whose rows the transaction holds: nobody else appends to them.</summary>
    public static async Task AddAsync(Session session, List<ClaimedRun> claimed)
    {
        var journals = await JournalRows.OfAsync(session, [.. claimed.Where(run => run.Run.Seq <= MostEntries).Select(run => run.Lease.Key)]);
        for (var index = 0; index < claimed.Count; index++)
        {
            if (journals.TryGetValue(claimed[index].Lease.Key, out var entries))
            {
                claimed[index] = claimed[index] with { Entries = entries };
            }
        }
    }
}
