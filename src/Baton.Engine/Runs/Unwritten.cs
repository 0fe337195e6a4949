using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Engine.Runs;

/// <summary>What goes with a run's next append.</summary>
/// <remarks>Its journal guards it.</remarks>
internal sealed class Unwritten
{
    private readonly List<Unnumbered> _entries;
    private List<TicketRow>? _open;
    private List<string>? _close;
    private List<OutboxMessage>? _outbox;
    private List<CostRow>? _costs;
    private long? _inboxTaken;

    public Unwritten() => _entries = [];

    private Unwritten(IEnumerable<Unnumbered> entries, Unwritten other)
    {
        _entries = [.. entries];
        (_open, _close, _outbox, _costs, _inboxTaken) = (other._open, other._close, other._outbox, other._costs, other._inboxTaken);
    }

    public IReadOnlyList<Unnumbered> Entries => _entries;

    public void Add(Unnumbered entry) => _entries.Add(entry);

    public void Open(TicketRow ticket) => (_open ??= []).Add(ticket);

    public void Close(string ticket) => (_close ??= []).Add(ticket);

    public void Send(OutboxMessage message) => (_outbox ??= []).Add(message);

    public void Pay(CostRow cost) => (_costs ??= []).Add(cost);

    public void TakeInbox(long item) => _inboxTaken = item;

    public void Remove(EntryKind kind) => _entries.RemoveAll(entry => entry.Kind == kind);

    /// <summary>Without the messages that are of no entry.</summary>
    public void RemoveMessages() => _outbox = null;

    /// <summary>The same, to which entries may be added without this one having them.</summary>
    public Unwritten Copy() => new(_entries, this);

    /// <summary>All that is there, and after it what was added since.</summary>
    public Unwritten Then(Unwritten since) => new(_entries.Concat(since._entries), this)
    {
        _open = Joined(_open, since._open),
        _close = Joined(_close, since._close),
        _outbox = Joined(_outbox, since._outbox),
        _costs = Joined(_costs, since._costs),
        _inboxTaken = since._inboxTaken ?? _inboxTaken,
    };

    /// <summary>The append, with entries as they are stored, in the order of <see cref="Entries"/>.</summary>
    public JournalAppend ToAppend(RunLease lease, IReadOnlyList<JournalEntry> stored)
    {
        var append = new JournalAppend(lease, stored) { InboxTaken = _inboxTaken };
        if (_open is not null) append = append with { Open = _open };
        if (_close is not null) append = append with { Close = _close };
        var (costs, outbox, cases) = (_costs, _outbox, (List<CaseChange>?)null);
        for (var index = 0; index < _entries.Count; index++)
        {
            var entry = _entries[index];
            if (entry.Cost is { } cost) costs = Joined(costs, [cost with { Number = stored[index].Seq }]);
            if (entry.Messages is { Count: > 0 } messages) outbox = Joined(outbox, [.. messages]);
            if (entry.Case is { } change) (cases ??= []).Add(change with { At = stored[index].At });
        }

        if (costs is not null) append = append with { Costs = costs };
        if (outbox is not null) append = append with { Outbox = outbox };
        if (cases is not null) append = append with { Cases = cases };
        return append;
    }

    private static List<T>? Joined<T>(List<T>? before, List<T>? since) => before is null ? since : since is null ? before : [.. before, .. since];
}

/// <summary>An entry that has no number yet.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Body">Its body.</param>
/// <param name="Cost">What the call cost of which it tells, or null.</param>
internal readonly record struct Unnumbered(EntryKind Kind, ReadOnlyMemory<byte> Body, CostRow? Cost)
{
    /// <summary>The change of the thread's case of which it tells, or null.</summary>
    public CaseChange? Case { get; init; }

    /// <summary>Messages that go and stay with it, whatever becomes of a refused transition, or null.</summary>
    public IReadOnlyList<OutboxMessage>? Messages { get; init; }
}
