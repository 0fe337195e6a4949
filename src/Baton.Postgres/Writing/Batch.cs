using Baton.Engine.Stores;

namespace Baton.Postgres.Writing;

/// <summary>What is committed together, by statement, and what has to go by itself.</summary>
internal sealed class Batch(PostgresOptions options)
{
    private readonly Dictionary<long, int> tails = [];
    private readonly HashSet<long> closed = [];
    private readonly HashSet<Guid> ids = [];
    private readonly HashSet<(string Tenant, string Key)> keys = [];
    private readonly HashSet<(string Tenant, string Thread)> threads = [];
    private long bytes;

    /// <summary>Everything, in the order of the calls.</summary>
    public List<WriteItem> Items { get; } = [];

    public List<AppendItem> Steps { get; } = [];

    public List<AppendItem> Transitions { get; } = [];

    public List<AcceptItem> Acceptances { get; } = [];

    public bool IsFull => Items.Count >= options.BatchItems || bytes >= options.BatchBytes;

    /// <summary>Adds an item.</summary>
    /// <returns>False where it has to wait for the next batch: the batch is full, or an earlier item of its run must be settled first.</returns>
    public bool TryAdd(WriteItem item)
    {
        if (IsFull || (item is AppendItem { Append.Lease.Key: var run } && closed.Contains(run)))
        {
            return false;
        }

        Items.Add(item);
        switch (item)
        {
            case AppendItem append:
                Add(append);
                break;
            case AcceptItem { IsSimple: true } acceptance when IsAlone(acceptance.Wish):
                Acceptances.Add(acceptance);
                bytes += acceptance.Wish.Entries[0].Body.Length;
                break;
        }

        return true;
    }

    /// <summary>Nothing more of this run goes into the batch.</summary>
    public void Close(WriteItem item)
    {
        if (item is AppendItem append)
        {
            closed.Add(append.Append.Lease.Key);
        }
    }

    /// <summary>Takes out what nobody waits for any more. What else there is of such a run goes by itself, so that its journal gets no gap.</summary>
    public void DropCancelled()
    {
        var broken = new HashSet<object>();
        foreach (var item in Items.Where(item => item.Cancellation.IsCancellationRequested))
        {
            item.FailWith(new OperationCanceledException(item.Cancellation));
            broken.Add(item.Order);
        }

        Steps.RemoveAll(item => broken.Contains(item.Order));
        Transitions.RemoveAll(item => broken.Contains(item.Order));
        Acceptances.RemoveAll(item => item.IsSettled);
    }

    private void Add(AppendItem item)
    {
        var (lease, entries) = (item.Append.Lease, item.Append.Entries);
        var goesOn = entries.Count > 0 && (!tails.TryGetValue(lease.Key, out var tail) || entries[0].Seq == tail + 1);
        if (goesOn && item.IsPlain)
        {
            Steps.Add(item);
            tails[lease.Key] = entries[^1].Seq;
            if (item.Append.Transition is not null)
            {
                closed.Add(lease.Key);
            }
        }
        else
        {
            closed.Add(lease.Key);
            if (goesOn && item.IsSimpleTransition)
            {
                Transitions.Add(item);
            }
        }

        for (var index = 0; index < entries.Count; index++)
        {
            bytes += entries[index].Body.Length;
        }
    }

    /// <summary>True where no other acceptance in the batch has its id, its key or its thread.</summary>
    private bool IsAlone(RunAcceptance wish) =>
        ids.Add(wish.Id)
        && (wish.IdempotencyKey is not { } key || keys.Add((wish.Tenant, key)))
        && (wish.Thread is not { } thread || threads.Add((wish.Tenant, thread)));
}
