using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Runs;

/// <summary>What others say to a run.</summary>
internal static class InboxRows
{
    public static SendOutcome Send(WriteSession session, InboxMessage message) => SendAndTell(session, message).Outcome;

    /// <summary>Sends, and says whether a parked run became pending by it.</summary>
    public static (SendOutcome Outcome, bool Woke) SendAndTell(WriteSession session, InboxMessage message)
    {
        var target = session.Prepare("SELECT key, status FROM run WHERE id = ?1 AND tenant = ?2")
            .Bind(1, message.Run).Bind(2, message.Tenant).First(row => new Target(row.Long(0), (RunStatus)row.Int(1)));
        if (target is null)
        {
            return (SendOutcome.Unknown, false);
        }

        var outcome = message.Kind is InboxKind.Answer or InboxKind.ChildEnded && message.Ticket is not null
            ? Complete(session, target, message)
            : Put(session, target, message);
        return (outcome, outcome == SendOutcome.Delivered && target.Status.IsParked());
    }

    public static List<InboxItem> Receive(Connection connection, Guid run, long after) =>
        connection.Prepare(
            """
            SELECT id, message FROM inbox
            WHERE run = (SELECT key FROM run WHERE id = ?1) AND id > ?2 AND is_taken = 0 ORDER BY id
            """)
            .Bind(1, run).Bind(2, after).All(row => new InboxItem(row.Long(0), Decode(row.Blob(1))));

    public static bool HasNewerThan(WriteSession session, long run, long seen) =>
        session.Prepare("SELECT 1 FROM inbox WHERE run = ?1 AND id > ?2 AND is_taken = 0 LIMIT 1").Bind(1, run).Bind(2, seen).Exists();

    public static void Insert(WriteSession session, long run, InboxMessage message) =>
        session.Prepare("INSERT INTO inbox(run, is_taken, kind, ticket, name, key, message) VALUES(?1, 0, ?2, ?3, ?4, ?5, ?6)")
            .Bind(1, run).Bind(2, (long)message.Kind).Bind(3, message.Ticket).Bind(4, message.Name).Bind(5, message.Key)
            .Bind(6, Encode(message)).Execute();

    /// <summary>Inserts a row as it was in another store.</summary>
    public static void Import(WriteSession session, long run, TransferredMessage row) =>
        session.Prepare("INSERT INTO inbox(id, run, is_taken, kind, ticket, name, key, message) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
            .Bind(1, row.Id).Bind(2, run).Bind(3, row.IsTaken).Bind(4, (long)row.Message.Kind).Bind(5, row.Message.Ticket)
            .Bind(6, row.Message.Name).Bind(7, row.Message.Key).Bind(8, Encode(row.Message)).Execute();

    /// <summary>Rows that were taken go; those with a key stay as a mark, to recognise a repetition, until the run ends.</summary>
    public static void Take(WriteSession session, long run, long upTo)
    {
        session.Prepare("DELETE FROM inbox WHERE run = ?1 AND id <= ?2 AND key IS NULL").Bind(1, run).Bind(2, upTo).Execute();
        session.Prepare("UPDATE inbox SET is_taken = 1 WHERE run = ?1 AND id <= ?2 AND is_taken = 0").Bind(1, run).Bind(2, upTo).Execute();
    }

    public static void Clear(WriteSession session, long run) =>
        session.Prepare("DELETE FROM inbox WHERE run = ?1").Bind(1, run).Execute();

    public static ReadOnlySpan<byte> Encode(InboxMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, StoreJson.Options);

    public static InboxMessage Decode(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize<InboxMessage>(utf8, StoreJson.Options)!;

    private static SendOutcome Put(WriteSession session, Target target, InboxMessage message)
    {
        if (target.Status.HasEnded())
        {
            return SendOutcome.Ended;
        }

        if (message.Key is { } key
            && session.Prepare("SELECT 1 FROM inbox WHERE run = ?1 AND key = ?2 LIMIT 1").Bind(1, target.Key).Bind(2, key).Exists())
        {
            return SendOutcome.AlreadyDelivered;
        }

        Deliver(session, target.Key, message);
        return SendOutcome.Delivered;
    }

    private static SendOutcome Complete(WriteSession session, Target target, InboxMessage message)
    {
        var ticket = TicketRows.FindState(session.Connection, message.Ticket!);
        if (ticket is null || ticket.Run != target.Key)
        {
            // A child may end before its parent's ticket is committed: the row is kept for the parent to find.
            return message.Kind == InboxKind.ChildEnded && ticket is null ? PutEarly(session, target, message) : SendOutcome.Unknown;
        }

        if (ticket.ClosedBy is { } first)
        {
            var isSame = (message.Key is not null && message.Key == first.Key) || StoreJson.AreEqual(message.Value, first.Value);
            return isSame ? SendOutcome.AlreadyDelivered : SendOutcome.Conflict;
        }

        if (!ticket.IsOpen)
        {
            return target.Status.HasEnded() ? SendOutcome.Ended : SendOutcome.Conflict;
        }

        if (RunRules.IsTooLate(message, ticket.Deadline, DateTimeOffset.FromUnixTimeMilliseconds(session.Now)))
        {
            return SendOutcome.Conflict;
        }

        TicketRows.CloseWith(session, message);
        Deliver(session, target.Key, message);
        return SendOutcome.Delivered;
    }

    private static SendOutcome PutEarly(WriteSession session, Target target, InboxMessage message)
    {
        var isKnown = session.Prepare("SELECT 1 FROM inbox WHERE run = ?1 AND ticket = ?2 LIMIT 1")
            .Bind(1, target.Key).Bind(2, message.Ticket).Exists();
        return isKnown ? SendOutcome.AlreadyDelivered : Put(session, target, message);
    }

    private static void Deliver(WriteSession session, long run, InboxMessage message)
    {
        Insert(session, run, message);
        if (message.Kind == InboxKind.Cancel)
        {
            RunRows.Release(session, run);
        }
        else
        {
            RunRows.Wake(session, run);
        }
    }

    private sealed record Target(long Key, RunStatus Status);
}
