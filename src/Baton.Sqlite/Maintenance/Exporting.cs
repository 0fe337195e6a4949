using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Sqlite.Native;
using Baton.Sqlite.Records;
using Baton.Sqlite.Runs;

namespace Baton.Sqlite.Maintenance;

/// <summary>Reads rows for an export.</summary>
internal static class Exporting
{
    public static CountersItem Counters(Connection connection) => new(LastOf(connection, "inbox"), LastOf(connection, "server"));

    public static List<long> Keys(Connection connection, long after, int limit) =>
        connection.Prepare("SELECT key FROM run WHERE key > ?1 ORDER BY key LIMIT ?2").Bind(1, after).Bind(2, limit).All(row => row.Long(0));

    public static IEnumerable<StoreItem> Run(Connection connection, long key)
    {
        var run = RunRows.FindKeyed(connection, key)!.Row;
        yield return new RunItem(
            run,
            connection.Prepare("SELECT ended_at FROM run WHERE key = ?1").Bind(1, key).First(row => row.TimeOrNull(0)))
        {
            IdempotencyKeys = connection.Prepare("SELECT key FROM idempotency WHERE run = ?1 ORDER BY key").Bind(1, key).All(row => row.Text(0)),
            Tickets = TicketRows.OfRun(connection, key),
            Inbox = connection.Prepare("SELECT id, is_taken, message FROM inbox WHERE run = ?1 ORDER BY id").Bind(1, key)
                .All(row => new TransferredMessage(row.Long(0), row.Bool(1), InboxRows.Decode(row.Blob(2)))),
        };
        for (var after = 0; JournalRows.Read(connection, run.Id, after, RunRules.ExportedEntries) is { Count: > 0 } entries; after = entries[^1].Seq)
        {
            yield return new EntriesItem(run.Id, entries);
        }
    }

    public static IEnumerable<ThreadItem> Threads(Connection connection) =>
        connection.Prepare($"{ThreadRows.Select} ORDER BY t.tenant, t.id").Rows(row => new ThreadItem(ThreadRows.Read(row)));

    public static IEnumerable<RecordItem> Records(Connection connection) =>
        connection.Prepare(
            "SELECT id, version, value, created_at, updated_at, tenant, collection FROM record ORDER BY tenant, collection, id")
            .Rows(row => new RecordItem(row.Text(5), row.Text(6), RecordRows.Read(row)));

    public static IEnumerable<MessageItem> Messages(Connection connection) =>
        connection.Prepare("SELECT destination, key, body, due_at, attempts FROM outbox ORDER BY id")
            .Rows(row => new MessageItem(new(row.Text(0), row.Text(1), row.Blob(2).ToArray()), row.Time(3), row.Int(4)));

    private static long LastOf(Connection connection, string table) =>
        connection.Prepare("SELECT seq FROM sqlite_sequence WHERE name = ?1").Bind(1, table).First(row => row.Long(0));
}
