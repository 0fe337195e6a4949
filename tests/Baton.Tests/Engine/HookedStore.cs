using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Stores.Transfer;

namespace Baton.Tests.Engine;

/// <summary>A store in memory into whose appends and heartbeats a test can put something of its own.</summary>
internal sealed class HookedStore : IStore, IRunStore, IServerStore
{
    private readonly InMemoryStore _inner;

    public HookedStore(TimeProvider? time = null) => _inner = new InMemoryStore(time);

    public Func<JournalAppend, ValueTask>? BeforeAppend { get; set; }

    public Func<JournalAppend, ValueTask>? AfterAppend { get; set; }

    public Func<ValueTask>? OnHeartbeat { get; set; }

    public Func<ValueTask>? BeforeClaim { get; set; }

    /// <summary>How many entries were read.</summary>
    public int ReadEntries { get; set; }

    public string Name => _inner.Name;

    public IRunStore Runs => this;

    public IThreadStore Threads => _inner.Threads;

    public IServerStore Servers => this;

    public IPoolStore Pools => _inner.Pools;

    public IOutboxStore Outbox => _inner.Outbox;

    public IRecordStore Records => _inner.Records;

    public ICostStore Costs => _inner.Costs;

    public ICaseStore Cases => _inner.Cases;

    public ISearchStore Search => _inner.Search;

    public IMessageStore Messages => _inner.Messages;

    public ILiveStore Live => _inner.Live;

    public ITransferStore Transfer => _inner.Transfer;

    public async ValueTask<AppendOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        if (BeforeAppend is { } before) await before(append);
        var outcome = await _inner.Runs.AppendAsync(append, cancellationToken);
        if (AfterAppend is { } after) await after(append);
        return outcome;
    }

    public async ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(RunClaim claim, CancellationToken cancellationToken)
    {
        if (BeforeClaim is { } before) await before();
        return await _inner.Runs.ClaimAsync(claim, cancellationToken);
    }

    public async ValueTask<DateTimeOffset?> HeartbeatAsync(long incarnation, TimeSpan lease, CancellationToken cancellationToken)
    {
        if (OnHeartbeat is { } beat) await beat();
        return await _inner.Servers.HeartbeatAsync(incarnation, lease, cancellationToken);
    }

    public ValueTask OpenAsync(CancellationToken cancellationToken) => _inner.OpenAsync(cancellationToken);

    public ValueTask<IReadOnlyList<string>> CheckIntegrityAsync(CancellationToken cancellationToken) => _inner.CheckIntegrityAsync(cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    public ValueTask<AcceptOutcome> AcceptAsync(RunAcceptance acceptance, CancellationToken cancellationToken) => _inner.Runs.AcceptAsync(acceptance, cancellationToken);

    public ValueTask<WakeOutcome> WakeDueAsync(int limit, RunClaim? claim, CancellationToken cancellationToken) => _inner.Runs.WakeDueAsync(limit, claim, cancellationToken);

    public ValueTask<SendOutcome> SendAsync(InboxMessage message, CancellationToken cancellationToken) => _inner.Runs.SendAsync(message, cancellationToken);

    public ValueTask<IReadOnlyList<InboxItem>> ReceiveAsync(Guid run, long after, CancellationToken cancellationToken) => _inner.Runs.ReceiveAsync(run, after, cancellationToken);

    public ValueTask<RunRow?> FindAsync(string tenant, Guid run, CancellationToken cancellationToken) => _inner.Runs.FindAsync(tenant, run, cancellationToken);

    public ValueTask<IReadOnlyList<RunRow>> QueryAsync(RunQuery query, CancellationToken cancellationToken) => _inner.Runs.QueryAsync(query, cancellationToken);

    public ValueTask<IReadOnlyDictionary<Baton.Engine.Runs.RunStatus, int>> CountAsync(RunQuery query, CancellationToken cancellationToken) => _inner.Runs.CountAsync(query, cancellationToken);

    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAsync(Guid run, int after, int limit, CancellationToken cancellationToken)
    {
        var entries = await _inner.Runs.ReadAsync(run, after, limit, cancellationToken);
        ReadEntries += entries.Count;
        return entries;
    }

    public ValueTask<IReadOnlyList<TicketRow>> TicketsAsync(TicketQuery query, CancellationToken cancellationToken) => _inner.Runs.TicketsAsync(query, cancellationToken);

    public ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, RunReduction? reduction, CancellationToken cancellationToken) => _inner.Runs.PruneAsync(olderThan, limit, reduction, cancellationToken);

    public ValueTask<bool> DeleteAsync(string tenant, Guid run, CancellationToken cancellationToken) => _inner.Runs.DeleteAsync(tenant, run, cancellationToken);

    public ValueTask<long> RegisterAsync(string name, TimeSpan lease, CancellationToken cancellationToken) => _inner.Servers.RegisterAsync(name, lease, cancellationToken);

    public ValueTask<int> ReapAsync(long incarnation, CancellationToken cancellationToken) => _inner.Servers.ReapAsync(incarnation, cancellationToken);

    public ValueTask<ServerRow?> FindAsync(long incarnation, CancellationToken cancellationToken) => _inner.Servers.FindAsync(incarnation, cancellationToken);

    public ValueTask LeaveAsync(long incarnation, CancellationToken cancellationToken) => _inner.Servers.LeaveAsync(incarnation, cancellationToken);
}
