using System.Threading.Channels;

namespace Baton.Postgres.Writing;

/// <summary>
/// What is done by itself, a transaction each, beside the batches of a loop: one that has to wait for a lock holds up nobody but the later
/// items of its own run, which are kept back here meanwhile. A few are done at once; one that waits for a lock gives its place to others.
/// </summary>
/// <param name="commit">Does the work of one item, in a place that it takes for each try.</param>
/// <remarks>For one loop.</remarks>
internal sealed class Alone(Func<WriteItem, SemaphoreSlim, Task> commit)
{
    private const int MostAtOnce = 8;
    private readonly SemaphoreSlim places = new(MostAtOnce);
    private readonly HashSet<object> underWay = [];
    private readonly List<WriteItem> held = [];
    private readonly Channel<object> settled = Channel.CreateUnbounded<object>(new() { SingleReader = true });
    private Task<bool>? next;

    public bool IsIdle => underWay.Count == 0;

    /// <summary>Ends when something under way has settled.</summary>
    public Task NextAsync()
    {
        if (next is null or { IsCompleted: true })
        {
            next = settled.Reader.WaitToReadAsync().AsTask();
        }

        return next;
    }

    /// <summary>Keeps an item back where an earlier one of its run is under way.</summary>
    public bool Holds(WriteItem item)
    {
        if (underWay.Count == 0 || !underWay.Contains(item.Order))
        {
            return false;
        }

        held.Add(item);
        return true;
    }

    /// <summary>Begins items of one run, one after another; each is completed as it settles.</summary>
    public void Begin(object order, IReadOnlyList<WriteItem> items)
    {
        underWay.Add(order);
        _ = Task.Run(() => CommitAsync(order, items));
    }

    /// <summary>What was kept back and need not be any longer, in the order of the calls.</summary>
    public IReadOnlyList<WriteItem> Release()
    {
        var hasSettled = false;
        while (settled.Reader.TryRead(out var order))
        {
            hasSettled = underWay.Remove(order);
        }

        if (!hasSettled || held.Count == 0)
        {
            return [];
        }

        var free = held.FindAll(item => !underWay.Contains(item.Order));
        held.RemoveAll(item => !underWay.Contains(item.Order));
        return free;
    }

    private async Task CommitAsync(object order, IReadOnlyList<WriteItem> items)
    {
        try
        {
            foreach (var item in items)
            {
                await commit(item, places);
                item.Complete();
            }
        }
        finally
        {
            settled.Writer.TryWrite(order);
        }
    }
}
