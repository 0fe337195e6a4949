using Baton.Engine.Journal;

namespace Baton.Engine.Replay;

/// <summary>A history in the form that a replay needs: what visits had recorded, and what the run wrote, by place.</summary>
internal sealed class ReplayRecord
{
    private readonly RunLedger _whole = new() { KeepsEverything = true };
    private readonly List<(JournalEntry Entry, EntryBody Body)> _entries;

    public ReplayRecord(RunHistory history)
    {
        _entries = [.. history.ToEntries().Select(entry => (entry, JournalCodec.Decode(entry)))];
        if (history.Base is { } origin) _whole.BaseDocument = StateDocument.Of(origin);
        foreach (var (entry, body) in _entries) _whole.Apply(entry, body);
    }

    public RunStarted Started => _whole.Started!;

    public RunFinished? Finished => _whole.Finished;

    /// <summary>Entries that a replay must write again, by <see cref="PlaceOf"/>.</summary>
    public IEnumerable<(string Place, JournalEntry Entry)> Expected =>
        _entries.Select(pair => (PlaceOf(pair.Body), pair.Entry)).Where(pair => pair.Item1 is not null).Select(pair => (pair.Item1!, pair.Entry));

    /// <summary>A ledger in which the run is accepted and nothing has begun, but everything that its visits asked for is known.</summary>
    public RunLedger Ledger()
    {
        var first = _entries[0];
        var ledger = new RunLedger { BaseDocument = _whole.BaseDocument, Spending = _whole.Spending };
        // Where a run without input began is not in the state that it went on from: the record says it.
        var place = Started.Goto ?? (Started.Input is null ? _whole.Root?.Started.First : null);
        ledger.Apply(first.Entry, Started with { From = _whole.Root?.Started.Base, Goto = place, Deadline = null });
        foreach (var (visit, record) in _whole.Visits) ledger.Visits[visit] = record;
        foreach (var (id, ticket) in _whole.Tickets) ledger.Tickets[id] = ticket;
        return ledger;
    }

    /// <summary>What an entry is about, where a replay writes it: its kind and its place in the graph. Null for what is only read.</summary>
    public static string? PlaceOf(EntryBody body) => body switch
    {
        FrameStarted frame => $"frame {(frame.Path.Length == 0 ? "of the run" : frame.Path)}",
        Checkpoint checkpoint => $"checkpoint {checkpoint.Visit}",
        BranchCompleted branch => $"branch {branch.Visit}",
        NodeFailed { RetryAt: null } failed => $"failure of {failed.Visit}",
        RunFinished => "end of the run",
        _ => null,
    };
}
