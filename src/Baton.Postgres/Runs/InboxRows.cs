using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Runs;

/// <summary>What others say to a run. Its row is held by whoever changes its inbox, so that numbers are committed in their order.</summary>
internal static class InboxRows
{
    public static async Task<SendOutcome> SendAsync(Session session, InboxMessage message) => (await SendAndTellAsync(session, message)).Outcome;

    /// <summary>Sends, and says whether a parked run became pending by it.</summary>
    public static async Task<(SendOutcome Outcome, bool Woke)> SendAndTellAsync(Session session, InboxMessage message)
    {
        var target = await RunRows.LockAsync(session, message.Run);
        if (target is null || target.Row.Tenant != message.Tenant)
        {
            return (SendOutcome.Unknown, false);
        }

        var outcome = message.Kind is InboxKind.Answer or InboxKind.ChildEnded && message.Ticket is not null
            ? await CompleteAsync(session, target, message)
            : await PutAsync(session, target, message);
        return (outcome, outcome == SendOutcome.Delivered && target.Row.Status.IsParked());
    }

    public static Task<List<InboxItem>> ReceiveAsync(Session session, Guid run, long after) =>
        session.Prepare(
            "SELECT id, message FROM inbox WHERE run = (SELECT key FROM run WHERE id = $1) AND id > $2 AND NOT is_taken ORDER BY id")
            .Bind(run).Bind(after).AllAsync(row => new InboxItem(row.Long(0), Decode(row.Blob(1))));

    public static Task<bool> HasNewerThanAsync(Session session, long run, long seen) =>
        session.Prepare("SELECT 1 FROM inbox WHERE run = $1 AND id > $2 AND NOT is_taken LIMIT 1").Bind(run).Bind(seen).ExistsAsync();

    public static Task<int> InsertAsync(Session session, long run, InboxMessage message) =>
        session.Prepare(
            """
            WITH added AS (INSERT INTO inbox(run, is_taken, kind, ticket, name, key, message) VALUES($1, false, $2, $3, $4, $5, $6))
            UPDATE run SET has_inbox = true WHERE key = $1 AND NOT has_inbox
            """)
            .Bind(run).Bind((long)message.Kind).Bind(message.Ticket).Bind(message.Name).Bind(message.Key).Bind(Encode(message)).ExecuteAsync();

    /// <summary>Inserts a row as it was in another store.</summary>
    public static Task<int> ImportAsync(Session session, long run, TransferredMessage row) =>
        session.Prepare(
            """
            WITH added AS (INSERT INTO inbox(id, run, is_taken, kind, ticket, name, key, message) VALUES($1, $2, $3, $4, $5, $6, $7, $8))
            UPDATE run SET has_inbox = true WHERE key = $2
            """)
            .Bind(row.Id).Bind(run).Bind(row.IsTaken).Bind((long)row.Message.Kind).Bind(row.Message.Ticket).Bind(row.Message.Name)
            .Bind(row.Message.Key).Bind(Encode(row.Message)).ExecuteAsync();

    /// <summary>Rows that were taken go; those with a key stay as a mark, to recognise a repetition, until the run ends.</summary>
    public static async Task TakeAsync(Session session, long run, long upTo)
    {
        await session.Prepare("DELETE FROM inbox WHERE run = $1 AND id <= $2 AND key IS NULL").Bind(run).Bind(upTo).ExecuteAsync();
        await session.Prepare("UPDATE inbox SET is_taken = true WHERE run = $1 AND id <= $2 AND NOT is_taken").Bind(run).Bind(upTo).ExecuteAsync();
        await session.Prepare(
            "UPDATE run SET has_inbox = false WHERE key = $1 AND has_inbox AND NOT EXISTS (SELECT 1 FROM inbox WHERE run = $1)")
            .Bind(run).ExecuteAsync();
    }

    public static Task<int> ClearAsync(Session session, long run) => session.Prepare("DELETE FROM inbox WHERE run = $1").Bind(run).ExecuteAsync();

    public static byte[] Encode(InboxMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, StoreJson.Options);

    public static InboxMessage Decode(byte[] utf8) => JsonSerializer.Deserialize<InboxMessage>(utf8, StoreJson.Options)!;

    private static async Task<SendOutcome> PutAsync(Session session, KeyedRun target, InboxMessage message)
    {
        if (target.Row.Status.HasEnded())
        {
            return SendOutcome.Ended;
        }

        if (message.Key is { } key
            && await session.Prepare("SELECT 1 FROM inbox WHERE run = $1 AND key = $2 LIMIT 1").Bind(target.Key).Bind(key).ExistsAsync())
        {
            return SendOutcome.AlreadyDelivered;
        }

        await DeliverAsync(session, target, message);
        return SendOutcome.Delivered;
    }

    private static async Task<SendOutcome> CompleteAsync(Session session, KeyedRun target, InboxMessage message)
    {
        var ticket = await TicketRows.FindStateAsync(session, message.Ticket!);
        if (ticket is null || ticket.Run != target.Key)
        {
            // A child may end before its parent's ticket is committed: the row is kept for the parent to find.
            return message.Kind == InboxKind.ChildEnded && ticket is null ? await PutEarlyAsync(session, target, message) : SendOutcome.Unknown;
        }

        if (ticket.ClosedBy is { } first)
        {
            var isSame = (message.Key is not null && message.Key == first.Key) || StoreJson.AreEqual(message.Value, first.Value);
            return isSame ? SendOutcome.AlreadyDelivered : SendOutcome.Conflict;
        }

        if (!ticket.IsOpen)
        {
            return target.Row.Status.HasEnded() ? SendOutcome.Ended : SendOutcome.Conflict;
        }

        if (RunRules.IsTooLate(message, ticket.Deadline, ticket.Now))
        {
            return SendOutcome.Conflict;
        }

        await TicketRows.CloseWithAsync(session, message);
        await DeliverAsync(session, target, message);
        return SendOutcome.Delivered;
    }

    private static async Task<SendOutcome> PutEarlyAsync(Session session, KeyedRun target, InboxMessage message)
    {
        var isKnown = await session.Prepare("SELECT 1 FROM inbox WHERE run = $1 AND ticket = $2 LIMIT 1")
            .Bind(target.Key).Bind(message.Ticket).ExistsAsync();
        return isKnown ? SendOutcome.AlreadyDelivered : await PutAsync(session, target, message);
    }

    private static async Task DeliverAsync(Session session, KeyedRun target, InboxMessage message)
    {
        await InsertAsync(session, target.Key, message);
        if (message.Kind == InboxKind.Cancel)
        {
            await RunRows.ReleaseAsync(session, target);
        }
        else
        {
            await RunRows.WakeAsync(session, target);
        }
    }
}
