using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Sqlite.Cases;
using Baton.Sqlite.Costs;
using Baton.Sqlite.Runs;
using Baton.Sqlite.Search;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Maintenance;

/// <summary>Writes the rows of an import.</summary>
internal static class Importing
{
    public static void Write(WriteSession session, StoreItem item)
    {
        switch (item)
        {
            case CountersItem counters:
                SetLast(session, "inbox", counters.LastInbox);
                SetLast(session, "server", counters.LastServer);
                break;
            case RunItem run:
                WriteRun(session, run);
                break;
            case EntriesItem entries:
                WriteEntries(session, entries);
                break;
            case ThreadItem thread:
                WriteThread(session, thread.Thread);
                break;
            case RecordItem record:
                WriteRecord(session, record);
                break;
            case CostItem cost:
                CostRows.Insert(session, cost.Day, cost.Row);
                break;
            case CaseItem @case:
                CaseRows.Write(session, @case.Case);
                break;
            case MessageItem message:
                session.Prepare("INSERT INTO outbox(destination, key, body, due_at, attempts) VALUES(?1, ?2, ?3, ?4, ?5)")
                    .Bind(1, message.Message.Destination).Bind(2, message.Message.Key).Bind(3, message.Message.Body.Span)
                    .Bind(4, message.DueAt).Bind(5, message.Attempts).Execute();
                break;
            case DocumentItem document:
                DocumentRows.Put(session, document.Tenant, document.Collection, [document.Document], document.UpdatedAt.ToUnixTimeMilliseconds());
                break;
            default:
                throw new ArgumentException($"{item.GetType().Name} is not part of a store.", nameof(item));
        }
    }

    private static void SetLast(WriteSession session, string table, long last)
    {
        session.Prepare("DELETE FROM sqlite_sequence WHERE name = ?1").Bind(1, table).Execute();
        session.Prepare("INSERT INTO sqlite_sequence(name, seq) VALUES(?1, ?2)").Bind(1, table).Bind(2, last).Execute();
    }

    private static void WriteRun(WriteSession session, RunItem item)
    {
        var run = RunRows.Insert(session, RunRules.WithoutOwner(item.Run), item.EndedAt);
        foreach (var key in item.IdempotencyKeys)
        {
            session.Prepare("INSERT INTO idempotency(tenant, key, run) VALUES(?1, ?2, ?3)")
                .Bind(1, item.Run.Tenant).Bind(2, key).Bind(3, run).Execute();
        }

        foreach (var ticket in item.Tickets)
        {
            TicketRows.Import(session, run, ticket);
        }

        foreach (var message in item.Inbox)
        {
            InboxRows.Import(session, run, message);
        }
    }

    private static void WriteEntries(WriteSession session, EntriesItem item)
    {
        var run = session.Prepare("SELECT key FROM run WHERE id = ?1").Bind(1, item.Run).First(row => row.Long(0));
        foreach (var entry in item.Entries)
        {
            JournalRows.Insert(session, run, entry);
        }
    }

    private static void WriteThread(WriteSession session, ThreadRow thread)
    {
        ThreadRows.Insert(session, thread);
        session.Prepare(
            """
            UPDATE thread SET head_run = ?3, head_seq = ?4, active = (SELECT key FROM run WHERE id = ?5), last_status = ?6
            WHERE tenant = ?1 AND id = ?2
            """)
            .Bind(1, thread.Tenant).Bind(2, thread.Id).Bind(3, thread.Head?.Run).Bind(4, thread.Head?.Seq).Bind(5, thread.ActiveRun)
            .Bind(6, (long?)thread.LastStatus).Execute();
    }

    private static void WriteRecord(WriteSession session, RecordItem item) =>
        session.Prepare(
            "INSERT INTO record(tenant, collection, id, version, value, created_at, updated_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")
            .Bind(1, item.Tenant).Bind(2, item.Collection).Bind(3, item.Record.Id).Bind(4, item.Record.Version)
            .Bind(5, (System.Text.Json.JsonElement?)item.Record.Value).Bind(6, item.Record.CreatedAt).Bind(7, item.Record.UpdatedAt).Execute();
}
