using Baton.Engine.Stores;

namespace Baton.Engine.Journal;

/// <summary>Reads journals with every body whole: texts that are stored once per run stand in every entry that has them.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class JournalReader(IStore store)
{
    /// <summary>Entries of a run after <paramref name="after"/>, in order, at most <paramref name="limit"/>.</summary>
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(Guid run, int after, int limit, CancellationToken cancellationToken)
    {
        var page = await store.Runs.ReadAsync(run, after, limit, cancellationToken);
        if (!page.Any(entry => SharedText.HasReferences(entry.Body))) return page;

        // References lead back, often before this page: read the run from its beginning, once.
        var stored = page.ToDictionary(entry => entry.Seq, entry => entry.Body);
        if (after > 0)
        {
            foreach (var entry in await store.Runs.ReadAsync(run, 0, after, cancellationToken)) stored[entry.Seq] = entry.Body;
        }

        return [.. page.Select(entry => SharedText.HasReferences(entry.Body) ? entry with { Body = SharedText.Expand(entry.Body, seq => stored[seq]) } : entry)];
    }
}
