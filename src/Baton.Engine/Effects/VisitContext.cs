using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Effects;

/// <summary>What a node's code sees of the engine during one visit.</summary>
internal sealed class VisitContext(RunActivation run, string visit, int attempt, CancellationToken cancellation) : NodeContext
{
    private readonly Lock _gate = new();
    private Dictionary<string, int>? _ordinals;
    private HashSet<string>? _underWay;

    public override RunInfo Run => run.Info;

    public override string Visit => visit;

    /// <summary>Which try of the node this is, from 1.</summary>
    public int Attempt => attempt;

    public override CancellationToken Cancellation => cancellation;

    private StopSignal? _stop;

    /// <summary>To be asked when the visit's code has returned, or failed: true to what it was told, it has let every stop pass.</summary>
    /// <exception cref="BatonException">It waits, and its code went on all the same.</exception>
    /// <exception cref="StopSignal">It was stopped, and its code went on all the same: what it made of that does not count.</exception>
    public void ThrowIfStopped()
    {
        if (_stop is not { } stop) return;
        if (stop is not SuspendedSignal) throw stop;
        throw new BatonException(
            ErrorCodes.SuspensionSwallowed,
            $"'{visit}' waits, but its code caught the exception that suspends it and went on. Let exceptions that are not yours pass.");
    }

    public override DateTimeOffset Now() =>
        Recorded("now", () => JsonBytes.From(run.Parts.Time.GetUtcNow())).GetDateTimeOffset();

    public override Guid NewId() => Recorded("id", () => JsonBytes.From(run.Parts.Ids.NewId(run.Parts.Time.GetUtcNow()))).GetGuid();

    public override double NextRandom() => Recorded("random", () => JsonBytes.From(run.Parts.Ids.NextRandom())).GetDouble();

    public override async ValueTask<Pinned<T>> PinAsync<T>(string name, Pinned<T> present)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        // Kept before it is named, so that no journal names what is nowhere.
        if (run.Journal.Resumable) await StoredAsync(async archive => await archive.KeepAsync(run.Row.Tenant, present));
        var hash = Recorded("pin." + name, () => JsonBytes.From(present.Hash)).GetString()!;
        if (hash == present.Hash) return present;
        JsonElement? kept = null;
        await StoredAsync(async archive => kept = await archive.FindAsync(run.Row.Tenant, hash));
        if (kept is { } value) return new Pinned<T>(hash, (T)JsonBytes.To(value, typeof(T))!);
        throw new BatonException(
            ErrorCodes.ArgumentsChanged,
            $"'{visit}' began with another '{name}' ({hash}), which this store does not have. Bring the earlier one back, or start the run anew.");
    }

    public override async ValueTask<Pinned<T>> PinAsync<T>(string name, Func<ValueTask<Pinned<T>>> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (await FindPinnedAsync<T>("pin." + name) is { } pinned) return pinned;
        return await PinAsync(name, await HavingStoreAsync(read));
    }

    /// <summary>What is read of a store that fails for a moment is read again when the run goes on from its journal; the run does not fail.</summary>
    private async ValueTask<T> HavingStoreAsync<T>(Func<ValueTask<T>> read)
    {
        try
        {
            return await read();
        }
        catch (BatonException exception) when (exception.Code == ErrorCodes.StoreUnavailable)
        {
            _stop = new LostSignal(exception);
            throw _stop;
        }
    }

    /// <summary>What an earlier activation was pinned to, so that what counts now need not be had at all.</summary>
    private async ValueTask<Pinned<T>?> FindPinnedAsync<T>(string place)
    {
        JsonElement recorded;
        lock (run.LedgerGate)
        {
            if (!run.Ledger.Visit(visit).TryGetValue(place, 1, out recorded)) return null;
        }

        JsonElement? kept = null;
        var hash = recorded.GetString()!;
        await StoredAsync(async archive => kept = await archive.FindAsync(run.Row.Tenant, hash));
        return kept is { } value ? new Pinned<T>(hash, (T)JsonBytes.To(value, typeof(T))!) : null;
    }

    public override async ValueTask<T> RecordAsync<T>(string name, Func<CancellationToken, ValueTask<T>> take)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var place = "record." + name;
        var ordinal = NextOrdinal("value:" + place);
        lock (run.LedgerGate)
        {
            if (run.Ledger.Visit(visit).TryGetValue(place, ordinal, out var present)) return (T)JsonBytes.To(present, typeof(T))!;
        }

        var value = JsonBytes.From(await HavingStoreAsync(() => take(cancellation)));
        lock (run.LedgerGate) Keep(place, ordinal, value);
        return (T)JsonBytes.To(value, typeof(T))!;
    }

    /// <summary>A store that fails for a moment loses the run, which goes on from its journal; it does not fail it.</summary>
    private async ValueTask StoredAsync(Func<ContentArchive, ValueTask> use)
    {
        try
        {
            await use(run.Parts.Archive);
        }
        catch (Exception exception)
        {
            _stop = new LostSignal(exception);
            throw _stop;
        }
    }

    public override IReadOnlyList<JsonElement> TakeDelivered()
    {
        var taken = Recorded("delivered", () =>
        {
            run.TakeArrived();
            var inputs = run.Ledger.Inputs.Select(input => input.Value ?? JsonBytes.Null).ToArray();
            run.Ledger.Inputs.Clear();
            return JsonBytes.From(inputs);
        });
        return [.. taken.EnumerateArray()];
    }

    public override void Emit(object value) => run.Journal.Buffer(new CustomWritten(visit, JsonBytes.From(value)));

    public override async ValueTask<T> EffectAsync<T>(string name, Func<EffectCall, ValueTask<T>> call, EffectOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Enter(name);
        try
        {
            var result = await new EffectExecution(run, this, attempt, name, NextOrdinal("effect:" + name), options ?? new EffectOptions())
                .RunAsync(async scope => JsonBytes.From(await call(scope)));
            return (T)JsonBytes.To(result, typeof(T))!;
        }
        catch (StopSignal stop)
        {
            _stop = stop;
            throw;
        }
        finally
        {
            Leave(name);
        }
    }

    public override async ValueTask<Answered<T>> AskForAnswerAsync<T>(Question question)
    {
        var closed = await AskAsync(question, typeof(T));
        return new Answered<T>((T)Read(closed, typeof(T))!, closed.By, closed.Reason == TicketClosure.TimedOut);
    }

    /// <summary>What a question was closed with. The answer's contract is its schema where the question has none of its own.</summary>
    public ValueTask<TicketClosed> AskAsync(Question question, Type answer) => WaitAsync(new TicketWish(TicketKind.Approval, question.Name)
    {
        Value = JsonBytes.From(question.Value),
        Schema = question.Schema ?? QuestionSchemas.Of(question.Name, answer),
        Duration = question.Deadline,
        Default = JsonBytes.From(question.DefaultAnswer),
        IsQuestion = true,
    });

    /// <summary>The answer of a question that is closed.</summary>
    public static object? Read(TicketClosed closed, Type answer) => JsonBytes.To(closed.Value ?? JsonBytes.Null, answer);

    public override async ValueTask SleepAsync(TimeSpan duration) =>
        await WaitAsync(new TicketWish(TicketKind.Timer, "sleep") { Duration = duration });

    public override async ValueTask<JsonElement?> WaitForEventAsync(string name, TimeSpan? timeout = null)
    {
        var closed = await WaitAsync(new TicketWish(TicketKind.Event, name) { Duration = timeout });
        return closed.Reason == TicketClosure.Completed ? closed.Value : null;
    }

    /// <summary>What a ticket was closed with; suspends the visit while it is open.</summary>
    /// <exception cref="SuspendedSignal">The ticket is open.</exception>
    public ValueTask<TicketClosed> WaitAsync(TicketWish wish)
    {
        if (!run.Journal.Resumable)
        {
            throw new BatonException(ErrorCodes.NotResumable, $"'{visit}' waits, but its graph is not resumable: nothing would bring it back. Remove .NotResumable().");
        }

        var ordinal = NextOrdinal($"ticket:{wish.Kind}:{wish.Name}");
        lock (run.LedgerGate)
        {
            var id = TicketIds.Of(run.Row.Tenant, run.Row.Id, visit, wish.Kind, wish.Name, ordinal);
            if (!run.Ledger.Tickets.TryGetValue(id, out var ticket)) ticket = new TicketOpening(run, visit).Open(id, ordinal, wish);
            if (ticket.Closed is { } closed) return new ValueTask<TicketClosed>(closed);
        }

        throw Suspend();
    }

    /// <summary>Waits until the next try is due: in memory where that is soon, otherwise by a ticket of this name, unique in the visit.</summary>
    /// <exception cref="SuspendedSignal">The ticket is open.</exception>
    public async ValueTask WaitForRetryAsync(string name, DateTimeOffset due)
    {
        var wait = due - run.Parts.Time.GetUtcNow();

        // Whatever woke the run meanwhile, a ticket that was opened is waited for until it is closed: left open it would never be.
        if (HasAsked(TicketKind.Retry, name) || (wait > run.Parts.Options.InMemoryWait && run.Journal.Resumable)) await WaitAsync(new TicketWish(TicketKind.Retry, name) { Deadline = due });
        else if (wait > TimeSpan.Zero) await Task.Delay(wait, run.Parts.Time, cancellation);
    }

    /// <summary>True where the visit has opened its first ticket of this kind and name, now or before a crash.</summary>
    public bool HasAsked(TicketKind kind, string name)
    {
        lock (run.LedgerGate) return run.Ledger.Tickets.ContainsKey(TicketIds.Of(run.Row.Tenant, run.Row.Id, visit, kind, name, 1));
    }

    private SuspendedSignal Suspend()
    {
        var suspended = new SuspendedSignal();
        _stop = suspended;
        return suspended;
    }

    public VisitRecord Record()
    {
        lock (run.LedgerGate) return run.Ledger.Visit(visit);
    }

    private JsonElement Recorded(string name, Func<JsonElement> take)
    {
        var ordinal = NextOrdinal("value:" + name);
        lock (run.LedgerGate)
        {
            return run.Ledger.Visit(visit).TryGetValue(name, ordinal, out var present) ? present : Keep(name, ordinal, take());
        }
    }

    private JsonElement Keep(string name, int ordinal, JsonElement value)
    {
        run.Ledger.Visit(visit).Values[(name, ordinal)] = value;
        run.Journal.Buffer(new ValueRecorded(visit, name, ordinal, value));
        return value;
    }

    private int NextOrdinal(string key)
    {
        lock (_gate)
        {
            _ordinals ??= new Dictionary<string, int>(StringComparer.Ordinal);
            return _ordinals[key] = _ordinals.GetValueOrDefault(key) + 1;
        }
    }

    private void Enter(string name)
    {
        lock (_gate)
        {
            _underWay ??= new HashSet<string>(StringComparer.Ordinal);
            if (_underWay.Add(name)) return;
        }

        throw new BatonException(
            ErrorCodes.EffectNameShared,
            $"Two effects named '{name}' run at once in '{visit}'. Effects that run at once need different names, or their results could be exchanged after a crash.");
    }

    private void Leave(string name)
    {
        lock (_gate) _underWay!.Remove(name);
    }
}
