using Baton.Engine.Stores.Transfer;

namespace Baton.Engine.Stores.InMemory;

/// <summary>
/// The reference store: everything in memory under one lock, gone with the process. For tests, and for graphs whose runs may be lost.
/// </summary>
/// <remarks>Safe for concurrent use. It serves one engine at a time, like every embedded store, unless leases count.</remarks>
public sealed class InMemoryStore : IStore
{
    private readonly InMemoryState state;

    /// <summary>Makes an empty store.</summary>
    /// <param name="time">The store's clock; null for the system's.</param>
    public InMemoryStore(TimeProvider? time = null)
        : this(time, countsLeases: false)
    {
    }

    /// <summary>Makes an empty store.</summary>
    /// <param name="time">The store's clock; null for the system's.</param>
    /// <param name="countsLeases">True where several servers share it, as they share a database: each counts as alive until its lease has run out.</param>
    public InMemoryStore(TimeProvider? time, bool countsLeases)
    {
        state = new(time ?? TimeProvider.System, countsLeases);
        var records = new InMemoryRecords(state);
        var outbox = new InMemoryOutbox(state);
        var costs = new InMemoryCosts(state);
        var cases = new InMemoryCases(state);
        var tables = new InMemoryTables(records, outbox, costs, cases);
        Runs = new InMemoryRuns(state, tables);
        Threads = new InMemoryThreads(state, cases);
        Servers = new InMemoryServers(state);
        Pools = new InMemoryPools(state);
        Outbox = outbox;
        Records = records;
        Costs = costs;
        Cases = cases;
        var search = new InMemorySearch(state);
        Search = search;
        Transfer = new InMemoryTransfer(state, tables, search);
    }

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public IRunStore Runs { get; }

    /// <inheritdoc/>
    public IThreadStore Threads { get; }

    /// <inheritdoc/>
    public IServerStore Servers { get; }

    /// <inheritdoc/>
    public IPoolStore Pools { get; }

    /// <inheritdoc/>
    public IOutboxStore Outbox { get; }

    /// <inheritdoc/>
    public IRecordStore Records { get; }

    /// <inheritdoc/>
    public ICostStore Costs { get; }

    /// <inheritdoc/>
    public ICaseStore Cases { get; }

    /// <inheritdoc/>
    public ISearchStore Search { get; }

    /// <inheritdoc/>
    public ILiveStore Live => SingleServerLive.Instance;

    /// <inheritdoc/>
    public ITransferStore Transfer { get; }

    /// <inheritdoc/>
    public ValueTask OpenAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> CheckIntegrityAsync(CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult<IReadOnlyList<string>>(
                [.. state.ByKey.Values.Where(HasGap).Select(run => $"The journal of run {run.Row.Id} has a gap.")]);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool HasGap(StoredRun run) =>
        run.Row.Seq != run.Journal.Count || run.Journal.Select((entry, index) => entry.Seq - index).Any(first => first != 1);
}
