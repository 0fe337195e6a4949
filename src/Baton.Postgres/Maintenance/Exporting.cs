using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Postgres.Connecting;
using Baton.Postgres.Records;
using Baton.Postgres.Runs;
using Npgsql;

namespace Baton.Postgres.Maintenance;

/// <summary>Reads rows for an export.</summary>
internal static class Exporting
{
    public static async Task<CountersItem> CountersAsync(Session session) =>
        (await session.Prepare(
            """
            SELECT (SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM inbox_id_seq),
              (SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM server_incarnation_seq)
            """).FirstAsync(row => new CountersItem(row.Long(0), row.Long(1))))!;

    public static Task<List<long>> KeysAsync(Session session, long after, int limit) =>
        session.Prepare("SELECT key FROM run WHERE key > $1 ORDER BY key LIMIT $2").Bind(after).Bind(limit).AllAsync(row => row.Long(0));

    public static async IAsyncEnumerable<StoreItem> RunAsync(Session session, long key)
    {
        var run = (await RunRows.FindAsync(session, key))!.Row;
        yield return new RunItem(
            run, await session.Prepare("SELECT ended_at FROM run WHERE key = $1").Bind(key).FirstAsync(row => row.TimeOrNull(0)))
        {
            IdempotencyKeys = await session.Prepare("SELECT key FROM idempotency WHERE run = $1 ORDER BY key").Bind(key).AllAsync(row => row.Text(0)),
            Tickets = await TicketRows.OfRunAsync(session, key),
            Inbox = await session.Prepare("SELECT id, is_taken, message FROM inbox WHERE run = $1 ORDER BY id").Bind(key)
                .AllAsync(row => new TransferredMessage(row.Long(0), row.Bool(1), InboxRows.Decode(row.Blob(2)))),
        };
        for (var after = 0;
            await JournalRows.ReadAsync(session, run.Id, after, RunRules.ExportedEntries) is { Count: > 0 } entries;
            after = entries[^1].Seq)
        {
            yield return new EntriesItem(run.Id, entries);
        }
    }

    public static Statement Threads(Session session) => session.Prepare($"{ThreadRows.Select} ORDER BY t.tenant, t.id");

    public static StoreItem Thread(NpgsqlDataReader row) => new ThreadItem(ThreadRows.Read(row));

    public static Statement Records(Session session) => session.Prepare(
        "SELECT id, version, value, created_at, updated_at, tenant, collection FROM record ORDER BY tenant, collection, id");

    public static StoreItem Record(NpgsqlDataReader row) => new RecordItem(row.Text(5), row.Text(6), RecordRows.Read(row));

    public static Statement Messages(Session session) =>
        session.Prepare("SELECT destination, key, body, due_at, attempts FROM outbox ORDER BY id");

    public static StoreItem Message(NpgsqlDataReader row) =>
        new MessageItem(new(row.Text(0), row.Text(1), row.Blob(2)), row.Time(3), row.Int(4));
}
