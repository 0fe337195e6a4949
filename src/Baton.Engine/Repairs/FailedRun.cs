using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Repairs;

/// <summary>A run that ended without success, as its journal tells.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Started">How it began.</param>
/// <param name="Place">The last checkpoint of its own graph before the end; null where it never came to one.</param>
/// <param name="Node">The node that comes behind the checkpoint; null without one.</param>
/// <param name="Begun">Every call and child run that was begun and not found to have failed: where, what, and whether a fork asks before it.</param>
internal sealed record FailedRun(RunRow Row, RunStarted Started, CheckpointRef? Place, string? Node, IReadOnlyList<BegunCall> Begun)
{
    /// <summary>True where it can go on from its last checkpoint: only threads have checkpoints to go on from.</summary>
    public bool CanFork => Row.Thread is not null && Place is not null;

    /// <summary>What would be made again silently: a fork does again what lies behind its checkpoint, a new run everything.</summary>
    public IReadOnlyList<string> Repeats => [.. Begun.Where(call => !CanFork || (call.Seq > Place!.Seq && !call.IsAsked)).Select(call => call.Name)];

    /// <summary>Reads a run.</summary>
    public static FailedRun Of(RunRow row, IReadOnlyList<JournalEntry> entries)
    {
        var ledger = new RunLedger();
        var begun = new Dictionary<int, BegunCall>();
        CheckpointRef? place = null;
        foreach (var entry in entries)
        {
            var body = JournalCodec.Decode(entry);
            ledger.Apply(entry, body);
            Note(begun, entry.Seq, body);
            if (IsPlace(body)) place = new CheckpointRef(row.Id, entry.Seq);
        }

        return new FailedRun(row, ledger.Started!, place, place is null ? null : ledger.Root?.Cursor, [.. begun.Values.DistinctBy(call => call.Name)]);
    }

    private static void Note(Dictionary<int, BegunCall> begun, int seq, EntryBody body)
    {
        switch (body)
        {
            // A model is only asked: what it says costs money and changes nothing.
            case EffectStarted { Effect: not EffectKind.Model } effect:
                begun[seq] = new BegunCall(seq, $"{effect.Visit} {effect.Name}", effect.AtMostOnce);
                break;
            case EffectFailed { RetryAt: null } failed:
                begun.Remove(failed.Start);
                break;
            case TicketOpened { Child: not null } child:
                begun[seq] = new BegunCall(seq, $"{child.Visit} run of {child.Name}", false);
                break;
        }
    }

    private static bool IsPlace(EntryBody body) => body switch
    {
        FrameStarted frame => frame.Path.Length == 0,
        Checkpoint checkpoint => IsOwn(checkpoint.Visit),
        NodeFailed { Next: not null } failed => IsOwn(failed.Visit),
        _ => false,
    };

    private static bool IsOwn(string visit) => !visit.Contains('/', StringComparison.Ordinal);
}

/// <summary>A call or child run that was begun.</summary>
/// <param name="Seq">Where it begins in the journal.</param>
/// <param name="Name">Its visit and name.</param>
/// <param name="IsAsked">True where a fork asks a person before it makes it again.</param>
internal sealed record BegunCall(int Seq, string Name, bool IsAsked);
