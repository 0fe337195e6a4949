using Baton.Engine.Cases;
using Baton.Engine.Interrupts;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>One stretch of a run's execution on this server: from taking the run up to parking or ending it.</summary>
internal sealed class RunActivation : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _inboxGate = new(1, 1);
    private readonly Queue<InboxItem> _arrived = new();
    private readonly Lock _gate = new();
    private readonly List<Guid> _abandoned = [];
    private ITimer? _limit;
    private readonly ActivationClock _clock;
    private DateTimeOffset? _runsOutAt;
    private DateTimeOffset _readAt;
    private long _read;
    private long _taken;

    public RunActivation(
        EngineParts parts, RunRow row, RunLease lease, RunLedger ledger, Func<JournalAppend, ValueTask<AppendOutcome>>? commit = null)
    {
        Parts = parts;
        Row = row;
        Lease = lease;
        Ledger = ledger;
        _clock = new ActivationClock(parts.Time);
        Journal = new RunJournal(
            commit ?? CommitAsync, entries => parts.Hub.Appended(row, entries), _clock, lease, ledger, row.Resumable);
        Earlier = new EarlierRuns(parts, row.Tenant, ledger.Started);
        Info = new RunInfo(row.Tenant, row.Id, row.Thread, row.Graph, row.Version)
        {
            Metadata = row.Metadata,
            Configuration = ledger.Started?.Configuration,
        };
    }

    private async ValueTask<AppendOutcome> CommitAsync(JournalAppend append)
    {
        try
        {
            return await Parts.Store.Runs.AppendAsync(append, CancellationToken.None);
        }
        catch
        {
            Parts.Writes.Failed();
            throw;
        }
    }

    public EngineParts Parts { get; }

    public RunRow Row { get; }

    public RunLease Lease { get; }

    public RunLedger Ledger { get; }

    public RunJournal Journal { get; }

    public RunInfo Info { get; }

    /// <summary>The runs in whose middle this one began.</summary>
    public EarlierRuns Earlier { get; }

    /// <summary>The answer that the run was started with, while its first node is under way; otherwise null.</summary>
    public GivenAnswer? Given { get; set; }

    /// <summary>The watch over the thread's case; null where it is none.</summary>
    public RunCase? Case { get; set; }

    /// <summary>Guards the ledger's dictionaries, which branches share.</summary>
    public Lock LedgerGate { get; } = new();

    /// <summary>Cancelled when the run must end or be handed on.</summary>
    public CancellationToken Token => _end.Token;

    /// <summary>The cancel that was read from the inbox, or null.</summary>
    public InboxMessage? Cancel { get; private set; }

    /// <summary>Why the run's time is up, or null.</summary>
    public ErrorBody? TimeUp { get; private set; }

    /// <summary>How many tickets were closed in this activation.</summary>
    public int Closures { get; private set; }

    /// <summary>What had been streamed when a call was cut off.</summary>
    public string? Partial { get; set; }

    /// <summary>The nodes with branches under way and how many branches each has; guarded by <see cref="LedgerGate"/>.</summary>
    public Dictionary<string, int> Forks { get; } = new(StringComparer.Ordinal);

    /// <summary>The state that the run goes on from, where it is given instead of read from the store (a replay from a file).</summary>
    public StateDocument? GivenBase { get; init; }

    /// <summary>The last inbox row that has been dealt with: what a transition names.</summary>
    public long SeenInbox => Cancel is null ? _taken : _read;

    /// <summary>How much running time is left now.</summary>
    public TimeSpan Left => _runsOutAt is { } end ? end - _clock.GetUtcNow() : TimeSpan.MaxValue;

    /// <summary>Starts the clock: the run ends when its budget or deadline is reached.</summary>
    public void Limit(TimeSpan budget, DateTimeOffset? deadline)
    {
        var now = Parts.Time.GetUtcNow();
        var left = budget;
        var error = new ErrorBody(ErrorCodes.TimeBudgetSpent, nameof(TimeoutException), $"The run used up its time budget. Give its graph a larger class of budget.");
        if (deadline - now < budget)
        {
            left = deadline!.Value - now;
            error = new ErrorBody(ErrorCodes.DeadlinePassed, nameof(TimeoutException), "The run's deadline passed.");
        }

        _runsOutAt = _clock.GetUtcNow() + left;
        if (left <= TimeSpan.Zero) Expire(error);
        else _limit = Parts.Time.CreateTimer(_ => Expire(error), null, left, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Leaves the run's code where it must not go on.</summary>
    /// <exception cref="StopSignal">The run is ended or handed on.</exception>
    public void ThrowIfStopping()
    {
        if (Cancel is not null || TimeUp is not null) throw new EndSignal();
        if (Parts.IsDraining && (Journal.Resumable || Token.IsCancellationRequested)) throw new HandOnSignal();
    }

    /// <summary>Tells whoever operates this server that the run has spent most of its budget.</summary>
    public void WarnOfBudget() => Parts.BudgetNearlySpent(Row, Ledger.Spending.Budget);

    /// <summary>Whether a call may be made: the run is still this server's, and the store says so or has said so a moment ago.</summary>
    public ValueTask<bool> MayBeginAsync() => Parts.Lease.MayBeginAsync(Lease.Owner);

    /// <summary>Cuts running effects off, when the server can wait no longer.</summary>
    public void Abort() => End();

    /// <summary>True once it is known what is in the inbox.</summary>
    public bool IsInboxRead { get; private set; }

    /// <summary>Notes that the run was claimed with nothing in its inbox: it need not be read for that.</summary>
    /// <param name="at">When it was claimed.</param>
    public void InboxWasEmpty(DateTimeOffset at)
    {
        lock (_gate) _readAt = at;
        IsInboxRead = true;
    }

    /// <summary>Reads what came into the inbox. A cancel takes effect at once; the rest is taken at the next <see cref="TakeArrived"/>.</summary>
    public async ValueTask ReadInboxAsync()
    {
        await _inboxGate.WaitAsync();
        try
        {
            var now = Parts.Time.GetUtcNow();
            foreach (var item in await Parts.Store.Runs.ReceiveAsync(Row.Id, _read, CancellationToken.None))
            {
                _read = item.Id;
                if (item.Message.Kind == InboxKind.Cancel) RequestCancel(item.Message);
                else lock (_gate) _arrived.Enqueue(item);
            }

            lock (_gate) _readAt = now;
            IsInboxRead = true;
        }
        finally
        {
            _inboxGate.Release();
        }
    }

    /// <summary>Writes what arrived, and the tickets whose time has come, into the journal.</summary>
    /// <returns>True where a ticket was closed or an input came: something can go on.</returns>
    public bool TakeArrived()
    {
        var progress = false;
        while (true)
        {
            InboxItem? item;
            lock (_gate)
            {
                // Once a cancel was read the run ends, and nothing in its inbox is taken before that is committed: the cancel would go with it.
                if (Cancel is not null || !_arrived.TryDequeue(out item)) break;
            }

            progress |= Take(item);
            _taken = item.Id;
            Journal.TakeInbox(item.Id);
        }

        // Cancels in between are taken with everything else.
        _taken = Math.Max(_taken, Cancel is null ? _taken : _read);
        return progress | CloseDue();
    }

    /// <summary>Closes the tickets of a visit that waits for them no longer.</summary>
    public void CloseInside(string visit)
    {
        foreach (var ticket in Ledger.OpenInside(visit)) Close(ticket, new TicketClosed(ticket.Opened.Ticket, TicketClosure.Superseded, null));
    }

    /// <summary>The children that nothing waits for any more, since this was last asked.</summary>
    public IReadOnlyList<Guid> TakeAbandoned()
    {
        Guid[] children = [.. _abandoned];
        _abandoned.Clear();
        return children;
    }

    public void Dispose()
    {
        _limit?.Dispose();
        _end.Dispose();
    }

    private void RequestCancel(InboxMessage message)
    {
        Cancel ??= message;
        End();
    }

    private void Expire(ErrorBody error)
    {
        TimeUp = error;
        End();
    }

    private void End()
    {
        try
        {
            // Not here: what users' code does when it hears of the end is neither to hold up nor to fail whoever ends it.
            _ = _end.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The run came to rest in the same moment.
        }
    }

    private bool Take(InboxItem item)
    {
        var message = item.Message;
        switch (message.Kind)
        {
            case InboxKind.Answer or InboxKind.ChildEnded:
                return message.Ticket is { } id && Ledger.Tickets.TryGetValue(id, out var ticket) && ticket.IsOpen
                    && Close(ticket, new TicketClosed(id, TicketClosure.Completed, message.Value) { By = message.By, Error = message.Error, Spent = message.Spent });
            case InboxKind.Event:
                var waiting = Ledger.Tickets.Values.FirstOrDefault(open => open.IsOpen && open.Opened.Kind == TicketKind.Event && open.Opened.Name == message.Name);
                if (waiting is not null) return Close(waiting, new TicketClosed(waiting.Opened.Ticket, TicketClosure.Completed, message.Value ?? JsonBytes.Null) { By = message.By });
                return Note(item);
            case InboxKind.Release:
                return CloseHeld(message.Name);
            default:
                return Note(item);
        }
    }

    private bool CloseHeld(string? code)
    {
        var progress = false;
        foreach (var ticket in Ledger.Tickets.Values.Where(ticket => ticket.IsOpen && ticket.Opened.Kind == TicketKind.Retry).ToList())
        {
            var isHeld = Ledger.Visit(ticket.Opened.Visit).Effects.Any(effect =>
                effect.LastFailure is { Held: true, RetryAt: not null } last && last.Error.Code == code && ticket.Opened.Deadline == last.RetryAt);
            if (isHeld) progress |= Close(ticket, new TicketClosed(ticket.Opened.Ticket, TicketClosure.Completed, null));
        }

        return progress;
    }

    private bool Note(InboxItem item)
    {
        var taken = new InboxTaken(item.Id, item.Message.Kind, item.Message.Name, item.Message.Value);
        Journal.Buffer(taken);
        (item.Message.Kind == InboxKind.Event ? Ledger.Events : Ledger.Inputs).Add(taken);
        return item.Message.Kind == InboxKind.Input;
    }

    private bool CloseDue()
    {
        // As of the inbox's last reading, and after what it held: an answer that was accepted in time counts, however late it is read. Nobody
        // answers a timer.
        DateTimeOffset read;
        lock (_gate) read = _readAt;
        if (read == default || Ledger.Tickets.Count == 0) return false;
        var now = Parts.Time.GetUtcNow();
        var progress = false;
        foreach (var ticket in Ledger.Tickets.Values.Where(ticket => ticket.IsOpen && ticket.Opened.Deadline <= (ticket.Opened.Kind.IsTime() ? now : read)).ToList())
        {
            progress |= Close(ticket, new TicketClosed(ticket.Opened.Ticket, ticket.Opened.Kind.IsTime() ? TicketClosure.Completed : TicketClosure.TimedOut, ticket.Opened.Default));
        }

        return progress;
    }

    private bool Close(TicketRecord ticket, TicketClosed closed)
    {
        Journal.Buffer(closed);
        if (ticket.Opened.Kind.IsForOthers()) Journal.CloseTicket(ticket.Opened.Ticket);
        if (ticket.Opened.Child is { } child)
        {
            if (closed.Reason == TicketClosure.Superseded) _abandoned.Add(child);
            if (Ledger.Spending.Return(ticket.Opened.Visit, closed.Spent)) WarnOfBudget();
        }

        ticket.Closed = closed;
        TicketMeasures.Closed(ticket.Opened.Kind, closed.Reason, Row.Graph);
        Closures++;
        return true;
    }
}
