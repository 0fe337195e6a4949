using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>
/// One executor's way to its run's journal. Entries that need no commit of their own are buffered and go with the next append; appends
/// are numbered and handed to the store in one order.
/// </summary>
/// <remarks>Safe for concurrent use: branches append at once.</remarks>
internal sealed class RunJournal(
    Func<JournalAppend, ValueTask<AppendOutcome>> commit, RunHub hub, TimeProvider time, RunLease lease, RunLedger ledger, bool resumable)
{
    private readonly Lock _gate = new();
    private List<(EntryKind Kind, ReadOnlyMemory<byte> Body)> _buffer = [];
    private List<TicketRow> _open = [];
    private List<string> _close = [];
    private List<OutboxMessage> _outbox = [];
    private readonly SharedText _texts = new(ledger.Entries);
    private int _seq = ledger.Seq;
    private long? _inboxTaken;
    private bool _lost;

    /// <summary>The last entry's number, those in flight included.</summary>
    public int Seq => Volatile.Read(ref _seq);

    /// <summary>False where only start and end are kept.</summary>
    public bool Resumable { get; } = resumable;

    /// <summary>Adds an entry that goes with the next append.</summary>
    public void Buffer(EntryKind kind, ReadOnlyMemory<byte> body)
    {
        if (!Resumable && kind != EntryKind.RunFinished) return;
        lock (_gate) _buffer.Add((kind, body));
    }

    /// <inheritdoc cref="Buffer(EntryKind, ReadOnlyMemory{byte})" />
    public void Buffer(EntryBody body) => Buffer(JournalCodec.KindOf(body), JournalCodec.Encode(body));

    public void OpenTicket(TicketRow ticket)
    {
        lock (_gate) _open.Add(ticket);
    }

    public void CloseTicket(string ticket)
    {
        lock (_gate) _close.Add(ticket);
    }

    public void Send(OutboxMessage message)
    {
        lock (_gate) _outbox.Add(message);
    }

    /// <summary>Notes that inbox rows up to <paramref name="item"/> are in the journal once the next append is.</summary>
    public void TakeInbox(long item)
    {
        lock (_gate) _inboxTaken = item;
    }

    /// <summary>Appends what is buffered and one entry more.</summary>
    /// <returns>The entry's number, once it is committed.</returns>
    /// <exception cref="LostSignal">The run belongs to somebody else.</exception>
    public ValueTask<int> AppendAsync(EntryKind kind, ReadOnlyMemory<byte> body, IReadOnlyList<RecordChange>? records = null)
    {
        if (!Resumable) return new ValueTask<int>(Interlocked.Increment(ref _seq));
        lock (_gate)
        {
            ThrowIfLost();
            _buffer.Add((kind, body));
            var plain = _buffer;
            var append = Drain() with { Records = records ?? [] };
            return CommittedAsync(commit(append), append, plain, _seq);
        }
    }

    /// <inheritdoc cref="AppendAsync(EntryKind, ReadOnlyMemory{byte}, IReadOnlyList{RecordChange}?)" />
    public ValueTask<int> AppendAsync(EntryBody body, IReadOnlyList<RecordChange>? records = null) =>
        AppendAsync(JournalCodec.KindOf(body), JournalCodec.Encode(body), records);

    /// <summary>Appends what is buffered and parks or ends the run. Nothing else may be in flight.</summary>
    /// <param name="transition">From the last entry's number to the transition.</param>
    /// <returns>Committed, or refused because of inbox rows that were not seen: then everything is buffered as before.</returns>
    /// <exception cref="LostSignal">The run belongs to somebody else.</exception>
    public async ValueTask<AppendOutcome> TransitionAsync(Func<int, RunTransition> transition)
    {
        JournalAppend append;
        List<(EntryKind Kind, ReadOnlyMemory<byte> Body)> plain;
        (List<(EntryKind, ReadOnlyMemory<byte>)> Buffer, List<TicketRow> Open, List<string> Close, List<OutboxMessage> Outbox, int Seq, long? Taken) before;
        lock (_gate)
        {
            ThrowIfLost();
            before = (_buffer, _open, _close, _outbox, _seq, _inboxTaken);
            plain = _buffer;
            append = Drain();
            append = append with { Transition = transition(_seq) };
        }

        var outcome = await commit(append);
        if (outcome.Status == AppendStatus.Committed)
        {
            Publish(append.Entries, plain);
            return outcome;
        }

        if (outcome.Status == AppendStatus.Fenced) throw Lose();
        lock (_gate)
        {
            (_buffer, _open, _close, _outbox, _seq, _inboxTaken) = before;
            _texts.ForgetAfter(_seq);
        }

        return outcome;
    }

    /// <summary>Takes a buffered entry back that a refused transition was to bring, and the messages that go with it.</summary>
    public void TakeBack(EntryKind kind)
    {
        lock (_gate)
        {
            _buffer.RemoveAll(entry => entry.Kind == kind);
            _outbox = [];
        }
    }

    private JournalAppend Drain()
    {
        var at = time.GetUtcNow();
        var entries = new JournalEntry[_buffer.Count];
        for (var index = 0; index < entries.Length; index++)
        {
            var (kind, body) = _buffer[index];
            entries[index] = new JournalEntry(++_seq, kind, at, _texts.Shrink(_seq, body));
        }

        var append = new JournalAppend(lease, entries) { InboxTaken = _inboxTaken };
        if (_open.Count > 0) append = append with { Open = _open };
        if (_close.Count > 0) append = append with { Close = _close };
        if (_outbox.Count > 0) append = append with { Outbox = _outbox };
        _buffer = [];
        if (_open.Count > 0) _open = [];
        if (_close.Count > 0) _close = [];
        if (_outbox.Count > 0) _outbox = [];
        _inboxTaken = null;
        return append;
    }

    private async ValueTask<int> CommittedAsync(
        ValueTask<AppendOutcome> appending, JournalAppend append, List<(EntryKind Kind, ReadOnlyMemory<byte> Body)> plain, int last)
    {
        var outcome = await appending;
        if (outcome.Status == AppendStatus.Committed)
        {
            Publish(append.Entries, plain);
            return last;
        }

        if (outcome.Status == AppendStatus.RecordConflict)
        {
            // Nothing was written and later numbers are in flight: the owner gives the run up and it is taken again from its journal.
            Lose();
            throw new BatonException(ErrorCodes.RecordConflict, "A record that an effect's result changes was changed by somebody else.");
        }

        throw Lose();
    }

    /// <summary>Tells who watches, in plain: what is stored once stands in every entry that has it.</summary>
    private void Publish(IReadOnlyList<JournalEntry> entries, List<(EntryKind Kind, ReadOnlyMemory<byte> Body)> plain)
    {
        if (entries.Count > 0 && hub.IsWatched(lease.Run)) hub.Appended(lease.Run, [.. entries.Select((entry, index) => entry with { Body = plain[index].Body })]);
    }

    private LostSignal Lose()
    {
        lock (_gate) _lost = true;
        return new LostSignal();
    }

    private void ThrowIfLost()
    {
        if (_lost) throw new LostSignal();
    }
}
