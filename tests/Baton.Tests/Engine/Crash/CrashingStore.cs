using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;

namespace Baton.Tests.Engine.Crash;

/// <summary>A store as a dying process sees it: after so many appends no call gets through any more, while the data stays.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class CrashingStore : IStore
{
    private readonly IStore _inner;
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _limit;
    private readonly CrashMode _mode;
    private int _appends;

    public CrashingStore(IStore inner, int limit, CrashMode mode)
    {
        _inner = inner;
        _limit = limit;
        _mode = mode;
        Runs = new CrashingRuns(this, inner.Runs);
        Servers = new CrashingServers(this, inner.Servers);
    }

    /// <summary>Ends when the process has died.</summary>
    public Task Crashed => _crashed.Task;

    /// <summary>How many appends got through.</summary>
    public int Appends => Volatile.Read(ref _appends);

    public string Name => _inner.Name;

    public IRunStore Runs { get; }

    public IThreadStore Threads => _inner.Threads;

    public IServerStore Servers { get; }

    public IPoolStore Pools => _inner.Pools;

    public IOutboxStore Outbox => _inner.Outbox;

    public IRecordStore Records => _inner.Records;

    public ICostStore Costs => _inner.Costs;

    public ICaseStore Cases => _inner.Cases;

    public ISearchStore Search => _inner.Search;

    public IMessageStore Messages => _inner.Messages;

    public ILiveStore Live => _inner.Live;

    public ITransferStore Transfer => _inner.Transfer;

    public ValueTask OpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    public ValueTask<IReadOnlyList<string>> CheckIntegrityAsync(CancellationToken cancellationToken) => _inner.CheckIntegrityAsync(cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async ValueTask<AppendOutcome> AppendAsync(JournalAppend append)
    {
        var number = Interlocked.Increment(ref _appends);
        if (number > _limit) throw Crash();
        var outcome = await _inner.Runs.AppendAsync(append, CancellationToken.None);
        if (number < _limit) return outcome;
        _crashed.TrySetResult();
        return _mode == CrashMode.BeforeReply ? throw Crash() : outcome;
    }

    /// <summary>Lets a call through while the process lives. A dead one waits for nothing: its loops hang until they are stopped, its runs fail.</summary>
    public async ValueTask<T> WhileAliveAsync<T>(Func<ValueTask<T>> call, CancellationToken cancellationToken)
    {
        if (!_crashed.Task.IsCompleted) return await call();
        if (cancellationToken.CanBeCanceled) await Task.Delay(Timeout.Infinite, cancellationToken);
        throw Crash();
    }

    private CrashException Crash()
    {
        _crashed.TrySetResult();
        return new CrashException();
    }
}

/// <summary>The process is dead.</summary>
internal sealed class CrashException() : Exception("This process has crashed.");

internal sealed class CrashingRuns(CrashingStore store, IRunStore inner) : IRunStore
{
    public ValueTask<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken) => store.AppendAsync(append);

    public ValueTask<AcceptOutcome> AcceptAsync(RunAcceptance acceptance, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.AcceptAsync(acceptance, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(RunClaim claim, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.ClaimAsync(claim, cancellationToken), cancellationToken);

    public ValueTask<WakeOutcome> WakeDueAsync(int limit, RunClaim? claim, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.WakeDueAsync(limit, claim, cancellationToken), cancellationToken);

    public ValueTask<SendOutcome> SendAsync(InboxMessage message, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.SendAsync(message, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<InboxItem>> ReceiveAsync(Guid run, long after, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.ReceiveAsync(run, after, cancellationToken), cancellationToken);

    public ValueTask<RunRow?> FindAsync(string tenant, Guid run, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.FindAsync(tenant, run, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<RunRow>> QueryAsync(RunQuery query, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.QueryAsync(query, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyDictionary<Baton.Engine.Runs.RunStatus, int>> CountAsync(RunQuery query, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.CountAsync(query, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(Guid run, int after, int limit, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.ReadAsync(run, after, limit, cancellationToken), cancellationToken);

    public ValueTask<IReadOnlyList<TicketRow>> TicketsAsync(TicketQuery query, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.TicketsAsync(query, cancellationToken), cancellationToken);

    public ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, RunReduction? reduction, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.PruneAsync(olderThan, limit, reduction, cancellationToken), cancellationToken);

    public ValueTask<bool> DeleteAsync(string tenant, Guid run, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.DeleteAsync(tenant, run, cancellationToken), cancellationToken);
}

internal sealed class CrashingServers(CrashingStore store, IServerStore inner) : IServerStore
{
    public ValueTask<long> RegisterAsync(string name, TimeSpan lease, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.RegisterAsync(name, lease, cancellationToken), cancellationToken);

    public ValueTask<DateTimeOffset?> HeartbeatAsync(long incarnation, TimeSpan lease, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.HeartbeatAsync(incarnation, lease, cancellationToken), cancellationToken);

    public ValueTask<int> ReapAsync(long incarnation, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.ReapAsync(incarnation, cancellationToken), cancellationToken);

    public ValueTask<ServerRow?> FindAsync(long incarnation, CancellationToken cancellationToken) =>
        store.WhileAliveAsync(() => inner.FindAsync(incarnation, cancellationToken), cancellationToken);

    // A dead process says goodbye to nobody.
    public ValueTask LeaveAsync(long incarnation, CancellationToken cancellationToken) =>
        store.Crashed.IsCompleted ? ValueTask.CompletedTask : inner.LeaveAsync(incarnation, cancellationToken);
}
