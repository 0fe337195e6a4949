using Baton.Engine.Stores.Transfer;
using Baton.Graphs;

namespace Baton.Engine.Stores.InMemory;

internal sealed class InMemoryOutbox(InMemoryState state, InMemoryRecords records) : IOutboxStore
{
    private readonly SortedDictionary<long, Item> items = [];
    private long last;

    public void Add(IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var message in messages)
        {
            items.Add(++last, new(message with { Body = message.Body.ToArray() }, state.Now(), 0));
        }
    }

    public ValueTask<bool> AddAsync(
        string tenant, IReadOnlyList<RecordChange> changes, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            if (!records.TryApply(tenant, changes)) return ValueTask.FromResult(false);
            Add(messages);
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<IReadOnlyList<OutboxItem>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var now = state.Now();
            var due = items.Where(item => item.Value.Due <= now).OrderBy(item => item.Value.Due).ThenBy(item => item.Key).Take(limit).ToList();
            foreach (var (id, item) in due)
            {
                items[id] = item with { Due = now + lease, Attempts = item.Attempts + 1 };
            }

            return ValueTask.FromResult<IReadOnlyList<OutboxItem>>(
                [.. due.Select(item => new OutboxItem(item.Key, item.Value.Attempts + 1, item.Value.Message))]);
        }
    }

    public ValueTask CompleteAsync(long id, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            items.Remove(id);
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask RetryAsync(long id, TimeSpan delay, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            if (items.TryGetValue(id, out var item))
            {
                items[id] = item with { Due = state.Now() + delay };
            }

            return ValueTask.CompletedTask;
        }
    }

    public IEnumerable<MessageItem> Items() => items.Values.Select(item => new MessageItem(item.Message, item.Due, item.Attempts));

    public void Import(MessageItem item) => items.Add(++last, new(item.Message, item.DueAt, item.Attempts));

    private sealed record Item(OutboxMessage Message, DateTimeOffset Due, int Attempts);
}
