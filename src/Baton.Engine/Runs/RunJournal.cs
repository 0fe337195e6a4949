using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>
/// One executor's way to its run's journal. Entries that need no commit of their own are buffered and go with the next append; appends
/// are numbered and handed to the store in one order.
/// </summary>
/// <remarks>Safe for concurrent use: branches append at once.</remarks>
internal sealed class RunJournal(
    Func<JournalAppend, ValueTask<AppendOutcome>> commit, Action<IReadOnlyList<JournalEntry>> committed, TimeProvider time, RunLease lease, RunLedger ledger, bool resumable)
{
    private readonly Lock _gate = new();
    private Unwritten _next = new();
    private readonly SharedText _texts = new(ledger.Entries);
    private int _seq = ledger.Seq;
    private int _unrecorded = ledger.Seq;
    private bool _lost;
    private Exception? _lostBecause;
    private Task _mayBeRefused = Task.CompletedTask;

    /// <summary>The last entry's number, those in flight included.</summary>
    public int Seq => Volatile.Read(ref _seq);

    /// <summary>True while nothing was paid for and nothing waited for in this activation.</summary>
    public bool IsPlain { get; private set; } = true;

    /// <summary>The last entry's number once what is buffered is written.</summary>
    public int SeqOnceWritten
    {
        get
        {
            lock (_gate) return _seq + _next.Entries.Count;
        }
    }

    /// <summary>False where only start and end are kept.</summary>
    public bool Resumable { get; } = resumable;

    /// <summary>Adds an entry that goes with the next append.</summary>
    public void Buffer(EntryKind kind, ReadOnlyMemory<byte> body, CostRow? cost = null)
    {
        if (!Resumable && kind is not (EntryKind.RunFinished or EntryKind.Snapshot)) AddUnrecorded(cost);
        else
        {
            lock (_gate) _next.Add(new Unnumbered(kind, body, cost));
        }
    }

    /// <summary>Adds what has changed of the thread's case, and the messages that tell of it.</summary>
    public void Buffer(CaseChanged body, CaseChange change, IReadOnlyList<OutboxMessage> messages)
    {
        lock (_gate) _next.Add(new Unnumbered(EntryKind.CaseChanged, JournalCodec.Encode(body), null) { Case = change, Messages = messages });
    }

    /// <summary>Adds an entry, and messages that tell of it: they go and stay with it.</summary>
    public void Buffer(EntryBody body, IReadOnlyList<OutboxMessage> messages)
    {
        lock (_gate) _next.Add(new Unnumbered(JournalCodec.KindOf(body), JournalCodec.Encode(body), null) { Messages = messages });
    }

    /// <inheritdoc cref="Buffer(EntryKind, ReadOnlyMemory{byte}, CostRow)" />
    public void Buffer(EntryBody body, CostRow? cost = null) => Buffer(JournalCodec.KindOf(body), JournalCodec.Encode(body), cost);

    public void OpenTicket(TicketRow ticket)
    {
        lock (_gate) _next.Open(ticket);
    }

    public void CloseTicket(string ticket)
    {
        lock (_gate) _next.Close(ticket);
    }

    public void Send(OutboxMessage message)
    {
        lock (_gate) _next.Send(message);
    }

    /// <summary>Notes that inbox rows up to <paramref name="item"/> are in the journal once the next append is.</summary>
    public void TakeInbox(long item)
    {
        lock (_gate) _next.TakeInbox(item);
    }

    /// <summary>Appends what is buffered and one entry more.</summary>
    /// <returns>The entry's number, once it is committed.</returns>
    /// <exception cref="LostSignal">The run belongs to somebody else, or the store could not say whether it was written.</exception>
    public ValueTask<int> AppendAsync(EntryKind kind, ReadOnlyMemory<byte> body, CostRow? cost = null)
    {
        // Numbers of what is not recorded are not the journal's: its end comes right after its start.
        if (!Resumable) return new ValueTask<int>(AddUnrecorded(cost));
        lock (_gate)
        {
            if (_mayBeRefused.IsCompleted)
            {
                ThrowIfLost();
                _next.Add(new Unnumbered(kind, body, cost));
                var append = Drain(out var plain);
                return CommittedAsync(append, plain, _seq);
            }
        }

        return AppendLaterAsync(new Unnumbered(kind, body, cost));
    }

    /// <inheritdoc cref="AppendAsync(EntryKind, ReadOnlyMemory{byte}, CostRow)" />
    public ValueTask<int> AppendAsync(EntryBody body, CostRow? cost = null) => AppendAsync(JournalCodec.KindOf(body), JournalCodec.Encode(body), cost);

    /// <summary>Appends an entry, and changes records and the accounts in the same commit.</summary>
    /// <exception cref="BatonException">A record has another version: nothing was written, and the run goes on without the entry.</exception>
    /// <exception cref="LostSignal">As for every append.</exception>
    public async ValueTask AppendAsync(EntryBody body, IReadOnlyList<RecordChange> records, CostRow? cost = null)
    {
        if (records.Count == 0)
        {
            await AppendAsync(body, cost);
            return;
        }

        // It may be refused, and what is numbered after it would then have a gap before it: nothing is, until its outcome is known.
        var known = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await TakeTurnAsync(known.Task);
        try
        {
            await AppendOrTakeBackAsync(body, records, cost);
        }
        finally
        {
            known.SetResult();
        }
    }

    /// <summary>Appends what is buffered and parks or ends the run. Nothing else may be in flight.</summary>
    /// <param name="transition">From the last entry's number to the transition.</param>
    /// <returns>Committed, or refused because of inbox rows that were not seen: then everything is buffered as before.</returns>
    /// <exception cref="LostSignal">The run belongs to somebody else.</exception>
    public async ValueTask<AppendOutcome> TransitionAsync(Func<int, RunTransition> transition)
    {
        JournalAppend append;
        IReadOnlyList<JournalEntry> plain;
        Unwritten before;
        int seq;
        lock (_gate)
        {
            ThrowIfLost();
            (before, seq) = (_next, _seq);
            append = Drain(out plain);
            append = append with { Transition = transition(_seq) };

            // An end closes whatever is open: naming it would keep the append from going with those of other runs.
            if (append.Transition.Status.HasEnded()) append = append with { Close = [] };
        }

        var outcome = await CommitAsync(append);
        if (outcome.Status == AppendStatus.Committed)
        {
            committed(plain);
            return outcome;
        }

        if (outcome.Status == AppendStatus.Fenced) throw Lose();
        Restore(before, seq);
        return outcome;
    }

    /// <summary>Takes a buffered entry back that a refused transition was to bring.</summary>
    public void TakeBack(EntryKind kind)
    {
        lock (_gate) _next.Remove(kind);
    }

    /// <summary>Takes the messages back that a refused transition was to bring.</summary>
    public void TakeBackMessages()
    {
        lock (_gate) _next.RemoveMessages();
    }

    /// <summary>Numbers what is buffered.</summary>
    /// <param name="plain">The entries as they were written, for who watches: the append's own are as they are stored.</param>
    private JournalAppend Drain(out IReadOnlyList<JournalEntry> plain)
    {
        var at = time.GetUtcNow();
        var entries = new JournalEntry[_next.Entries.Count];
        JournalEntry[]? whole = null;
        for (var index = 0; index < entries.Length; index++)
        {
            var (kind, body, cost) = _next.Entries[index];
            var stored = PackedBody.Pack(_texts.Shrink(++_seq, body));
            if (cost is not null || kind == EntryKind.TicketOpened) IsPlain = false;
            entries[index] = new JournalEntry(_seq, kind, at, stored);
            if (whole is null && !stored.Equals(body)) whole = [.. entries];
            if (whole is not null) whole[index] = entries[index] with { Body = body };
        }

        plain = whole ?? entries;
        var append = _next.ToAppend(lease, entries);
        _next = new Unwritten();
        return append;
    }

    /// <summary>What a call cost of which no entry tells goes with the run's end.</summary>
    private int AddUnrecorded(CostRow? cost)
    {
        var number = Interlocked.Increment(ref _unrecorded);
        if (cost is null) return number;
        IsPlain = false;
        lock (_gate) _next.Pay(cost with { Number = number });
        return number;
    }

    private async ValueTask<int> AppendLaterAsync(Unnumbered entry)
    {
        while (true)
        {
            Task outcome;
            lock (_gate) outcome = _mayBeRefused;
            if (outcome.IsCompleted) return await AppendAsync(entry.Kind, entry.Body, entry.Cost);
            await outcome;
        }
    }

    private async ValueTask TakeTurnAsync(Task mine)
    {
        while (true)
        {
            Task other;
            lock (_gate)
            {
                other = _mayBeRefused;
                if (other.IsCompleted)
                {
                    _mayBeRefused = mine;
                    return;
                }
            }

            await other;
        }
    }

    private async ValueTask AppendOrTakeBackAsync(EntryBody body, IReadOnlyList<RecordChange> records, CostRow? cost)
    {
        JournalAppend append;
        IReadOnlyList<JournalEntry> plain;
        Unwritten before;
        int seq;
        lock (_gate)
        {
            ThrowIfLost();
            (before, seq) = (_next.Copy(), _seq);
            Buffer(body, cost);
            append = Drain(out plain) with { Records = records };
        }

        var outcome = await CommitAsync(append);
        if (outcome.Status == AppendStatus.RecordConflict)
        {
            Restore(before, seq);
            throw new BatonException(ErrorCodes.RecordConflict, "A record that an effect's result changes was changed by somebody else. Read it again and repeat the effect.");
        }

        if (outcome.Status != AppendStatus.Committed) throw Lose();
        committed(plain);
    }

    /// <summary>Puts back what was not written, before whatever was buffered meanwhile.</summary>
    private void Restore(Unwritten before, int seq)
    {
        lock (_gate)
        {
            _next = before.Then(_next);
            _seq = seq;
            _texts.ForgetAfter(_seq);
        }
    }

    private async ValueTask<AppendOutcome> CommitAsync(JournalAppend append)
    {
        try
        {
            return await commit(append);
        }
        catch (Exception exception)
        {
            // Nobody knows whether it was written, and no node is to blame: the run is taken up again from its journal.
            throw Lose(exception);
        }
    }

    private async ValueTask<int> CommittedAsync(JournalAppend append, IReadOnlyList<JournalEntry> plain, int last)
    {
        var outcome = await CommitAsync(append);
        if (outcome.Status != AppendStatus.Committed) throw Lose();
        committed(plain);
        return last;
    }

    private LostSignal Lose(Exception? cause = null)
    {
        lock (_gate)
        {
            _lost = true;
            _lostBecause ??= cause;
        }

        return new LostSignal(cause);
    }

    private void ThrowIfLost()
    {
        if (_lost) throw new LostSignal(_lostBecause);
    }
}
