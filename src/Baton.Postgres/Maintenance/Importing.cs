using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Postgres.Cases;
using Baton.Postgres.Connecting;
using Baton.Postgres.Costs;
using Baton.Postgres.Runs;
using Baton.Postgres.Search;

namespace Baton.Postgres.Maintenance;

/// <summary>Writes the rows of an import.</summary>
internal static class Importing
{
    public static Task WriteAsync(Session session, StoreItem item) => item switch
    {
        CountersItem counters => WriteCountersAsync(session, counters),
        RunItem run => WriteRunAsync(session, run),
        EntriesItem entries => WriteEntriesAsync(session, entries),
        ThreadItem thread => WriteThreadAsync(session, thread.Thread),
        RecordItem record => WriteRecordAsync(session, record),
        CostItem cost => CostRows.ImportAsync(session, cost),
        CaseItem @case => CaseRows.WriteAsync(session, @case.Case),
        MessageItem message => session.Prepare("INSERT INTO outbox(destination, key, body, due_at, attempts) VALUES($1, $2, $3, $4, $5)")
            .Bind(message.Message.Destination).Bind(message.Message.Key).Bind(message.Message.Body).Bind(message.DueAt).Bind(message.Attempts)
            .ExecuteAsync(),
        DocumentItem document => DocumentRows.PutAsync(session, document.Tenant, document.Collection, [document.Document], document.UpdatedAt),
        _ => throw new ArgumentException($"{item.GetType().Name} is not part of a store.", nameof(item)),
    };

    /// <summary>Numbers that were given out are not given out again, by either store.</summary>
    private static Task<int> WriteCountersAsync(Session session, CountersItem counters) =>
        session.Prepare(
            """
            SELECT setval('inbox_id_seq', greatest($1, (SELECT last_value FROM inbox_id_seq), 1), $1 > 0 OR (SELECT is_called FROM inbox_id_seq)),
              setval('server_incarnation_seq', greatest($2, (SELECT last_value FROM server_incarnation_seq), 1),
                $2 > 0 OR (SELECT is_called FROM server_incarnation_seq))
            """)
            .Bind(counters.LastInbox).Bind(counters.LastServer).ExecuteAsync();

    private static async Task WriteRunAsync(Session session, RunItem item)
    {
        var row = RunRules.WithoutOwner(item.Run);
        var run = await RunRows.InsertAsync(session, row, item.EndedAt, token: 0);
        await Schedule.PlaceAsync(session, run, row);
        foreach (var key in item.IdempotencyKeys)
        {
            await session.Prepare("INSERT INTO idempotency(tenant, key, run) VALUES($1, $2, $3)")
                .Bind(item.Run.Tenant).Bind(key).Bind(run).ExecuteAsync();
        }

        foreach (var ticket in item.Tickets)
        {
            await TicketRows.ImportAsync(session, run, ticket);
        }

        foreach (var message in item.Inbox)
        {
            await InboxRows.ImportAsync(session, run, message);
        }
    }

    private static async Task WriteEntriesAsync(Session session, EntriesItem item)
    {
        var run = await session.Prepare("SELECT key FROM run WHERE id = $1").Bind(item.Run).FirstAsync(row => row.Long(0));
        await JournalRows.InsertAsync(session, run, 0, 0, item.Entries);
    }

    private static async Task WriteThreadAsync(Session session, ThreadRow thread)
    {
        await ThreadRows.InsertAsync(session, thread);
        await session.Prepare(
            """
            UPDATE thread SET head_run = $3, head_seq = $4, active = (SELECT key FROM run WHERE id = $5), last_status = $6
            WHERE tenant = $1 AND id = $2
            """)
            .Bind(thread.Tenant).Bind(thread.Id).Bind(thread.Head?.Run).Bind(thread.Head?.Seq).Bind(thread.ActiveRun)
            .Bind((long?)thread.LastStatus).ExecuteAsync();
    }

    private static Task<int> WriteRecordAsync(Session session, RecordItem item) =>
        session.Prepare(
            "INSERT INTO record(tenant, collection, id, version, value, created_at, updated_at) VALUES($1, $2, $3, $4, $5, $6, $7)")
            .Bind(item.Tenant).Bind(item.Collection).Bind(item.Record.Id).Bind(item.Record.Version)
            .Bind((JsonElement?)item.Record.Value).Bind(item.Record.CreatedAt).Bind(item.Record.UpdatedAt).ExecuteAsync();
}
