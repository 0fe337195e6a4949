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
    private readonly Dictionary<CheckpointRef, LinkedListNode<(CheckpointRef Key, object State, int Version)>> _cache = [];
    private readonly LinkedList<(CheckpointRef Key, object State, int Version)> _recent = new();

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
    public async ValueTask<RunLedger> LedgerAsync(Guid run, int last, CancellationToken cancellationToken)
    {
        // A thread of many turns is a long chain of references: collected first, folded from its beginning, without recursion.
        var chain = new Stack<IReadOnlyList<JournalEntry>>();
        for (CheckpointRef? at = new(run, last); at is not null;)
        {
            var entries = await EntriesAsync(at.Run, at.Seq, cancellationToken);
            if (entries.Count == 0) throw new BatonException(ErrorCodes.CheckpointUnknown, "There is no such checkpoint. It may have been removed by retention.");
            chain.Push(entries);
            at = BaseOf(entries);
        }

        RunLedger? ledger = null;
        foreach (var entries in chain)
        {
            var origin = ledger?.Root?.Document ?? StateDocument.Empty;
            ledger = new RunLedger { BaseDocument = origin };
            ledger.Apply(entries);
            ledger.Entries = entries;
        }

        return ledger!;
    }

    /// <summary>A state object that was current at a checkpoint, where it is still at hand.</summary>
    public bool TryGetCached(CheckpointRef at, out object state, out int version)
    {
        lock (_gate)
        {
            if (_cache.TryGetValue(at, out var node))
            {
                (_, state, version) = node.Value;
                return true;
            }
        }

        state = null!;
        version = 0;
        return false;
    }

    public void Cache(CheckpointRef at, object state, int version)
    {
        lock (_gate)
        {
            if (_cache.ContainsKey(at)) return;
            _cache[at] = _recent.AddFirst((at, state, version));
            if (_recent.Count <= CacheSize) return;
            _cache.Remove(_recent.Last!.Value.Key);
            _recent.RemoveLast();
        }
    }

    private static CheckpointRef? BaseOf(IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Kind == EntryKind.Snapshot) return null;
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
