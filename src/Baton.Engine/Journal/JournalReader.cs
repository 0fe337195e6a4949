using Baton.Engine.Stores;

namespace Baton.Engine.Journal;

/// <summary>
/// Reads journals with every body plain: unpacked, and with texts that are stored once per run in every entry that has them. A store's own
/// <see cref="IRunStore.ReadAsync"/> gives bodies as they are stored.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class JournalReader(IStore store)
{
    /// <summary>Entries of a run after <paramref name="after"/>, in order, at most <paramref name="limit"/>.</summary>
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(Guid run, int after, int limit, CancellationToken cancellationToken)
    {
        var page = await store.Runs.ReadAsync(run, after, limit, cancellationToken);
        if (IsPlain(page)) return page;
        var bodies = new StoredBodies();
        bodies.Add(page);

        // References lead back, often before this page: read the run from its beginning, once.
        if (after > 0 && page.Any(bodies.RefersBack)) bodies.Add(await store.Runs.ReadAsync(run, 0, after, cancellationToken));
        return [.. page.Select(bodies.Plain)];
    }

    /// <summary>The entries of a journal, from its first one on, with every body plain.</summary>
    internal static IReadOnlyList<JournalEntry> Plain(IReadOnlyList<JournalEntry> journal)
    {
        if (IsPlain(journal)) return journal;
        var bodies = new StoredBodies();
        bodies.Add(journal);
        return [.. journal.Select(bodies.Plain)];
    }

    private static bool IsPlain(IReadOnlyList<JournalEntry> page)
    {
        for (var index = 0; index < page.Count; index++)
        {
            if (StoredBodies.IsEncoded(page[index].Body)) return false;
        }

        return true;
    }
}
