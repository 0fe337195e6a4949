using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Chaos.Checking;

/// <summary>Every run of a store, oldest first, read once the servers are gone.</summary>
internal sealed class StoredRuns
{
    private const int Page = 1_000;

    private StoredRuns(IReadOnlyList<StoredRun> all)
    {
        All = all;
        ById = all.ToDictionary(run => run.Row.Id);
    }

    public IReadOnlyList<StoredRun> All { get; }

    public IReadOnlyDictionary<Guid, StoredRun> ById { get; }

    public static async Task<StoredRuns> ReadAsync(IStore store, CancellationToken cancellationToken)
    {
        var journals = new JournalReader(store);
        var runs = new List<StoredRun>();
        while (true)
        {
            var query = new RunQuery(null) { IncludeHidden = true, IncludeEdits = true, OldestFirst = true, Offset = runs.Count, Limit = Page };
            var rows = await store.Runs.QueryAsync(query, cancellationToken);
            foreach (var row in rows)
            {
                var stored = await store.Runs.ReadAsync(row.Id, 0, int.MaxValue, cancellationToken);
                var entries = await journals.ReadAsync(row.Id, 0, int.MaxValue, cancellationToken);
                runs.Add(new StoredRun(row, stored, entries, [.. entries.Select(entry => (entry.Seq, JournalCodec.Decode(entry)))]));
            }

            if (rows.Count < Page) return new StoredRuns(runs);
        }
    }
}
