using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Engine.Journal;

/// <summary>
/// Reads one run's journal as it grows: each entry once, with its body plain. The last entries' bodies are kept, because texts that are stored
/// once are mostly referred to a few entries later; only what refers back farther has the journal read again.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class JournalTail(IStore store, Guid run)
{
    private const int MostBytes = 64 * 1024;
    private readonly Queue<JournalEntry> _kept = new();
    private int _bytes;

    /// <summary>The last entry that was read; 0 before the first.</summary>
    public int Last { get; private set; }

    /// <summary>The next entries, at most <paramref name="limit"/>; none where the journal has not grown.</summary>
    public async ValueTask<IReadOnlyList<JournalEntry>> NextAsync(int limit, CancellationToken cancellationToken)
    {
        var page = await store.Runs.ReadAsync(run, Last, limit, cancellationToken);
        if (page.Count == 0) return page;
        var plain = page.Any(entry => StoredBodies.IsEncoded(entry.Body)) ? await PlainAsync(page, cancellationToken) : page;
        foreach (var entry in page) Keep(entry);
        Last = page[^1].Seq;
        return plain;
    }

    private async ValueTask<IReadOnlyList<JournalEntry>> PlainAsync(IReadOnlyList<JournalEntry> page, CancellationToken cancellationToken)
    {
        var bodies = new StoredBodies();
        bodies.Add(_kept);
        bodies.Add(page);
        try
        {
            return [.. page.Select(bodies.Plain)];
        }
        catch (BatonException missing) when (Last > 0 && missing.Code == ErrorCodes.StoreDamaged)
        {
            // What it refers to is no longer kept here; where it is not in the journal either, it is damaged.
            bodies.Add(await store.Runs.ReadAsync(run, 0, Last, cancellationToken));
            return [.. page.Select(bodies.Plain)];
        }
    }

    private void Keep(JournalEntry entry)
    {
        _kept.Enqueue(entry);
        _bytes += entry.Body.Length;
        while (_bytes > MostBytes) _bytes -= _kept.Dequeue().Body.Length;
    }
}
