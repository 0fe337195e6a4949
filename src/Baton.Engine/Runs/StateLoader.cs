using Baton.Engine.Journal;
using Baton.Errors;

namespace Baton.Engine.Runs;

/// <summary>Reads journals and folds states, following the references from run to run of a thread.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class StateLoader(JournalReader journals)
{
    private const int PageSize = 1_000;
    private const int CacheSize = 512;
    private readonly Lock _gate = new();
    private readonly Dictionary<CheckpointRef, LinkedListNode<(CheckpointRef Key, CachedState State)>> _cache = [];
    private readonly LinkedList<(CheckpointRef Key, CachedState State)> _recent = new();

    /// <summary>Every entry of a run up to <paramref name="last"/>.</summary>
    public async ValueTask<IReadOnlyList<JournalEntry>> EntriesAsync(Guid run, int last, CancellationToken cancellationToken)
    {
        var entries = new List<JournalEntry>();
        while (true)
        {
            var after = entries.Count == 0 ? 0 : entries[^1].Seq;
            var page = await journals.ReadAsync(run, after, PageSize, cancellationToken);
            entries.AddRange(page.Where(entry => entry.Seq <= last));
            if (page.Count < PageSize || page[^1].Seq >= last) return entries;
        }
    }

    /// <summary>The ledger of a run as it was after entry <paramref name="last"/>, with the state that it rests on.</summary>
    /// <exception cref="BatonException"><see cref="ErrorCodes.CheckpointGone"/>: what the state rests on was removed.</exception>
    public async ValueTask<RunLedger> LedgerAsync(Guid run, int last, CancellationToken cancellationToken) =>
        await FoldAsync(run, await EntriesAsync(run, last, cancellationToken), cancellationToken);

    /// <summary>The ledger of a run whose whole journal is at hand.</summary>
    /// <param name="run">The run.</param>
    /// <param name="stored">Its entries as the store keeps them.</param>
    /// <param name="cancellationToken">Stops reading what the state rests on.</param>
    /// <exception cref="BatonException"><see cref="ErrorCodes.CheckpointGone"/>: what the state rests on was removed.</exception>
    public ValueTask<RunLedger> LedgerOfAsync(Guid run, IReadOnlyList<JournalEntry> stored, CancellationToken cancellationToken) =>
        FoldAsync(run, JournalReader.Plain(stored), cancellationToken);

    private async ValueTask<RunLedger> FoldAsync(Guid run, IReadOnlyList<JournalEntry> own, CancellationToken cancellationToken)
    {
        // A thread's runs are a chain of references back to a snapshot: collected first, folded from there, without recursion.
        var chain = new Stack<(Guid Run, IReadOnlyList<JournalEntry> Entries)>();
        for (var (at, entries) = (run, own); ;)
        {
            if (entries.Count == 0) throw Checkpoints.Gone();
            chain.Push((at, entries));
            if (SnapshotIn(entries) is not null || BaseOf(entries) is not { } before) break;
            (at, entries) = (before.Run, await EntriesAsync(before.Run, before.Seq, cancellationToken));
        }

        var (first, oldest) = chain.Peek();
        var snapshot = SnapshotIn(oldest);
        var origin = snapshot is { } entry ? await RestoreAsync(first, entry, cancellationToken) : StateDocument.Empty;
        var after = snapshot?.Seq ?? 0;
        var bytes = chain.Sum(part => part.Entries.Where(one => part.Run != first || one.Seq > after).Sum(one => (long)one.Body.Length));
        var lineage = new Lineage(snapshot is null ? null : new CheckpointRef(first, after), chain.Count, bytes);
        RunLedger? ledger = null;
        foreach (var (_, entries) in chain)
        {
            ledger = new RunLedger { BaseDocument = ledger?.Root?.Document ?? ledger?.BaseDocument ?? origin, Lineage = lineage };
            ledger.Apply(entries);
            ledger.Entries = entries;
        }

        return ledger!;
    }

    /// <summary>The state that a run goes on from, given its entries.</summary>
    /// <exception cref="BatonException"><see cref="ErrorCodes.CheckpointGone"/>: it was removed.</exception>
    public async ValueTask<StateDocument> OriginAsync(Guid run, IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        if (SnapshotIn(entries) is { } snapshot) return await RestoreAsync(run, snapshot, cancellationToken);
        if (BaseOf(entries) is not { } at) return StateDocument.Empty;
        var ledger = await LedgerAsync(at.Run, at.Seq, cancellationToken);
        return ledger.Root?.Document ?? ledger.BaseDocument;
    }

    /// <summary>The state that a snapshot stands for: its own, with the list items that earlier snapshots hold.</summary>
    /// <param name="run">The snapshot's run.</param>
    /// <param name="entry">The snapshot.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async ValueTask<StateDocument> RestoreAsync(Guid run, JournalEntry entry, CancellationToken cancellationToken)
    {
        var snapshot = (Snapshot)JournalCodec.Decode(entry);
        var holders = new Dictionary<CheckpointRef, Snapshot>();
        foreach (var (_, chunk) in StateSnapshots.Chunks(snapshot))
        {
            var at = new CheckpointRef(chunk.Run, chunk.Seq);
            if (!holders.ContainsKey(at)) holders[at] = await SnapshotAsync(at, cancellationToken) is { } holder ? holder.Body : throw Checkpoints.Gone();
        }

        return StateDocument.Of(snapshot, new CheckpointRef(run, entry.Seq), (member, chunk) => StateSnapshots.OwnItems(holders[new CheckpointRef(chunk.Run, chunk.Seq)], member));
    }

    /// <summary>The newest snapshot that a checkpoint's state rests on, or null.</summary>
    public async ValueTask<CheckpointRef?> NewestSnapshotAsync(CheckpointRef checkpoint, CancellationToken cancellationToken)
    {
        for (var at = checkpoint; at is not null;)
        {
            var entries = await EntriesAsync(at.Run, at.Seq, cancellationToken);
            if (SnapshotIn(entries) is { } snapshot) return at with { Seq = snapshot.Seq };
            at = BaseOf(entries);
        }

        return null;
    }

    /// <summary>A snapshot and when it was written, or null where there is none at this place.</summary>
    public async ValueTask<(DateTimeOffset At, Snapshot Body)?> SnapshotAsync(CheckpointRef at, CancellationToken cancellationToken)
    {
        var found = await journals.ReadAsync(at.Run, at.Seq - 1, 1, cancellationToken);
        return found is [{ Kind: EntryKind.Snapshot } entry] ? (entry.At, (Snapshot)JournalCodec.Decode(entry)) : null;
    }

    /// <summary>A state object that was current at a checkpoint, where it is still at hand; otherwise null.</summary>
    public CachedState? Cached(CheckpointRef at)
    {
        lock (_gate) return _cache.TryGetValue(at, out var node) ? node.Value.State : null;
    }

    public void Cache(CheckpointRef at, CachedState state)
    {
        lock (_gate)
        {
            if (_cache.ContainsKey(at)) return;
            _cache[at] = _recent.AddFirst((at, state));
            if (_recent.Count <= CacheSize) return;
            _cache.Remove(_recent.Last!.Value.Key);
            _recent.RemoveLast();
        }
    }

    private static JournalEntry? SnapshotIn(IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Kind == EntryKind.Snapshot) return entry;
        }

        return null;
    }

    private static CheckpointRef? BaseOf(IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Kind is not (EntryKind.FrameStarted or EntryKind.StateEdited or EntryKind.RunFinished)) continue;
            switch (JournalCodec.Decode(entry))
            {
                case FrameStarted { Path: "" } frame:
                    return frame.Base;
                case StateEdited edited:
                    return edited.Base;
                case RunFinished finished:
                    return finished.State?.Base;
            }
        }

        return null;
    }
}

/// <summary>A state at hand.</summary>
/// <param name="State">The state.</param>
/// <param name="Version">The graph version whose type it has.</param>
/// <param name="Runs">How many runs the journal would be read from for it.</param>
internal sealed record CachedState(object State, int Version, int Runs);
