using System.Runtime.CompilerServices;
using Baton.Engine.Stores.Transfer;

namespace Baton.Engine.Stores.InMemory;

internal sealed class InMemoryTransfer(
    InMemoryState state, InMemoryTables tables, InMemorySearch search) : ITransferStore
{
    public async IAsyncEnumerable<StoreItem> ExportAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<StoreItem> items;
        lock (state.Gate)
        {
            items = [state.Counters, .. state.ByKey.Values.SelectMany(Items)];
            items.AddRange(state.Threads.Values.Select(thread => thread.View)
                .OrderBy(row => row.Tenant, StringComparer.Ordinal).ThenBy(row => row.Id, StringComparer.Ordinal)
                .Select(row => new ThreadItem(row)));
            items.AddRange(tables.Records.Items());
            items.AddRange(tables.Outbox.Items());
            items.AddRange(tables.Costs.Items());
            items.AddRange(tables.Cases.Items());
            items.AddRange(search.Items());
        }

        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }

        await Task.CompletedTask;
    }

    public ValueTask ImportAsync(IReadOnlyList<StoreItem> items, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            foreach (var item in items)
            {
                Import(item);
            }
        }

        return ValueTask.CompletedTask;
    }

    private static IEnumerable<StoreItem> Items(StoredRun run)
    {
        yield return new RunItem(run.Row, run.EndedAt)
        {
            IdempotencyKeys = [.. run.IdempotencyKeys.Order(StringComparer.Ordinal)],
            Tickets = [.. run.Tickets.Select(ticket => new TransferredTicket(ticket.Row, ticket.ClosedBy))],
            Inbox = [.. run.Inbox.Select(item => new TransferredMessage(item.Id, item.IsTaken, item.Message))],
        };
        foreach (var chunk in run.Journal.Chunk(RunRules.ExportedEntries))
        {
            yield return new EntriesItem(run.Row.Id, chunk);
        }
    }

    private void Import(StoreItem item)
    {
        switch (item)
        {
            case CountersItem counters:
                state.Counters = counters;
                break;
            case RunItem run:
                ImportRun(run);
                break;
            case EntriesItem entries:
                InMemoryState.Write(state.Runs[entries.Run], entries.Entries);
                break;
            case ThreadItem thread:
                ImportThread(thread.Thread);
                break;
            case RecordItem record:
                tables.Records.Import(record);
                break;
            case CostItem cost:
                tables.Costs.Import(cost);
                break;
            case MessageItem message:
                tables.Outbox.Import(message);
                break;
            case CaseItem @case:
                tables.Cases.Import(@case);
                break;
            case DocumentItem document:
                search.Import(document);
                break;
            default:
                throw new ArgumentException($"{item.GetType().Name} is not part of a store.", nameof(item));
        }
    }

    private void ImportRun(RunItem item)
    {
        var run = state.Add(RunRules.WithoutOwner(item.Run) with { Seq = 0 });
        run.EndedAt = item.EndedAt;
        foreach (var key in item.IdempotencyKeys)
        {
            run.IdempotencyKeys.Add(key);
            state.IdempotencyKeys.Add((run.Row.Tenant, key), run);
        }

        foreach (var ticket in item.Tickets)
        {
            var stored = new StoredTicket(ticket.Row) { ClosedBy = ticket.ClosedBy };
            run.Tickets.Add(stored);
            state.Tickets.Add(ticket.Row.Id, stored);
        }

        run.Inbox.AddRange(item.Inbox.Select(message => new StoredMessage(message.Id, message.Message) { IsTaken = message.IsTaken }));
    }

    private void ImportThread(ThreadRow row)
    {
        var thread = new StoredThread(row with { ActiveRun = null, ActiveStatus = null })
        {
            Active = row.ActiveRun is { } active ? state.Runs[active] : null,
        };
        thread.Runs.AddRange(state.ByKey.Values.Where(run => run.Row.Tenant == row.Tenant && run.Row.Thread == row.Id));
        state.Threads.Add((row.Tenant, row.Id), thread);
    }
}
