using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores.Transfer;

namespace Baton.Engine.Stores.InMemory;

/// <summary>All that the store holds. Every use is under <see cref="Gate"/>.</summary>
/// <param name="time">The clock.</param>
/// <param name="countsLeases">True where several servers share the store: a server is alive for as long as its lease.</param>
internal sealed class InMemoryState(TimeProvider time, bool countsLeases = false)
{
    private long lastKey;
    private long lastMessage;

    public Lock Gate { get; } = new();

    public Dictionary<Guid, StoredRun> Runs { get; } = [];

    public SortedDictionary<long, StoredRun> ByKey { get; } = [];

    /// <summary>Pending runs that no thread holds back; the wake time still may.</summary>
    public PendingRuns Pending { get; } = new();

    /// <summary>What servers hold of pools that have a cap.</summary>
    public Dictionary<(string Pool, long Server), int> Shares { get; } = [];

    public SortedSet<(DateTimeOffset At, long Key)> Timed { get; } = [];

    public Dictionary<(string Tenant, string Id), StoredThread> Threads { get; } = [];

    public Dictionary<string, StoredTicket> Tickets { get; } = new(StringComparer.Ordinal);

    public Dictionary<(string Tenant, string Key), StoredRun> IdempotencyKeys { get; } = [];

    /// <summary>When the leases of the servers end that were not declared dead.</summary>
    public Dictionary<long, DateTimeOffset> Leases { get; } = [];

    /// <summary>The message log, which goes with its runs.</summary>
    public InMemoryMessages Messages { get; set; } = null!;

    public bool CountsLeases { get; } = countsLeases;

    public long LastServer { get; set; }

    public CountersItem Counters
    {
        get => new(lastMessage, LastServer);
        set => (lastMessage, LastServer) = (value.LastInbox, value.LastServer);
    }

    /// <summary>The clock, in whole milliseconds as every driver keeps them.</summary>
    public DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    public StoredRun Add(RunRow row)
    {
        var run = new StoredRun(++lastKey, row);
        Runs.Add(row.Id, run);
        ByKey.Add(run.Key, run);
        Index(run);
        return run;
    }

    /// <summary>Changes a run's row and keeps the indexes in step.</summary>
    public void Set(StoredRun run, RunRow row)
    {
        Unindex(run);
        run.Row = row with { UpdatedAt = Now() };
        Index(run);
    }

    public bool IsAlive(long server) => Leases.TryGetValue(server, out var until) && (!CountsLeases || until > Now());

    public static void Write(StoredRun run, IReadOnlyList<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(entry.At.ToUnixTimeMilliseconds());
            run.Journal.Add(entry with { At = at, Body = entry.Body.ToArray() });
        }

        run.Row = run.Row with { Seq = run.Journal.Count };
    }

    public StoredThread? ThreadOf(StoredRun run) =>
        run.Row.Thread is { } thread ? Threads.GetValueOrDefault((run.Row.Tenant, thread)) : null;

    public void Post(StoredRun run, InboxMessage message) => run.Inbox.Add(new(++lastMessage, message with { Value = StoreJson.Own(message.Value) }));

    /// <summary>Brings a parked run back.</summary>
    public void Wake(StoredRun run)
    {
        if (run.Row.Status.IsParked())
        {
            Set(run, run.Row with { Status = RunStatus.Pending, WakeAt = null });
        }
    }

    /// <summary>Makes a run that nobody executes claimable at once, whatever held it back, so that it can see its inbox.</summary>
    public void Release(StoredRun run)
    {
        if (run.Row.Status == RunStatus.Pending || run.Row.Status.IsParked())
        {
            Set(run, run.Row with { Status = RunStatus.Pending, WakeAt = null, Queued = false });
        }
    }

    public void Remove(StoredRun run)
    {
        Unindex(run);
        Messages.Forget(run, isHidden: false);
        Runs.Remove(run.Row.Id);
        ByKey.Remove(run.Key);
        ThreadOf(run)?.Runs.Remove(run);
        run.Tickets.ForEach(ticket => Tickets.Remove(ticket.Row.Id));
        run.IdempotencyKeys.ForEach(key => IdempotencyKeys.Remove((run.Row.Tenant, key)));
    }

    public bool HasParent(StoredRun run) => run.Row.Parent is { } parent && Runs.ContainsKey(parent.Run);

    public bool HasLiveParent(StoredRun run) =>
        run.Row.Parent is { } parent && Runs.TryGetValue(parent.Run, out var found) && !found.Row.Status.HasEnded();

    private void Index(StoredRun run)
    {
        if (run.Row is { Status: RunStatus.Pending, Queued: false })
        {
            Pending.Add(run);
        }

        if (run.Row.WakeAt is { } at)
        {
            Timed.Add((at, run.Key));
        }
    }

    private void Unindex(StoredRun run)
    {
        Pending.Remove(run);
        if (run.Row.WakeAt is { } at)
        {
            Timed.Remove((at, run.Key));
        }
    }
}
