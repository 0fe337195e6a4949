using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Sqlite.Native;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Runs;

/// <summary>The rows of tickets.</summary>
internal static class TicketRows
{
    private const string Select =
        """
        SELECT k.id, r.id, k.kind, k.visit, r.tenant, r.thread, k.name, k.value, k.schema, k.deadline, k.is_open, k.created_at, k.closed_by
        FROM ticket k JOIN run r ON r.key = k.run
        """;

    public static TicketState? FindState(Connection connection, string id) =>
        connection.Prepare("SELECT run, is_open, deadline, closed_by FROM ticket WHERE id = ?1").Bind(1, id)
            .First(row => new TicketState(row.Long(0), row.Bool(1), row.TimeOrNull(2), row.IsNull(3) ? null : InboxRows.Decode(row.Blob(3))));

    /// <summary>Opens a ticket; one with this id that exists stays as it is.</summary>
    public static void Open(WriteSession session, long run, TicketRow ticket) =>
        session.Prepare(
            """
            INSERT OR IGNORE INTO ticket(id, run, kind, visit, name, value, schema, deadline, is_open, created_at)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9)
            """)
            .Bind(1, ticket.Id).Bind(2, run).Bind(3, (long)ticket.Kind).Bind(4, ticket.Visit).Bind(5, ticket.Name).Bind(6, ticket.Value)
            .Bind(7, ticket.Schema).Bind(8, ticket.Deadline).Bind(9, session.Now).Execute();

    public static void Close(WriteSession session, long run, string id) =>
        session.Prepare("UPDATE ticket SET is_open = 0 WHERE id = ?1 AND run = ?2").Bind(1, id).Bind(2, run).Execute();

    public static void CloseAll(WriteSession session, long run) =>
        session.Prepare("UPDATE ticket SET is_open = 0 WHERE run = ?1 AND is_open = 1").Bind(1, run).Execute();

    /// <summary>Closes a ticket with what completed it.</summary>
    public static void CloseWith(WriteSession session, InboxMessage message) =>
        session.Prepare("UPDATE ticket SET is_open = 0, closed_by = ?2 WHERE id = ?1")
            .Bind(1, message.Ticket).Bind(2, InboxRows.Encode(message)).Execute();

    public static List<TicketRow> Query(Connection connection, TicketQuery query)
    {
        var filter = new Filter();
        filter.Add("k.id =", query.Id);
        filter.Add("r.tenant =", query.Tenant);
        filter.Add("r.thread =", query.Thread);
        filter.Add("r.id =", query.Run);
        filter.Add("k.kind =", (long?)query.Kind);
        if (!query.IncludeClosed && query.Id is null)
        {
            filter.Add("k.is_open = 1");
        }

        using var statement = connection.PrepareOnce($"{Select} {filter.Where} ORDER BY k.created_at, k.id LIMIT {query.Limit}");
        return filter.BindTo(statement).All(Read);
    }

    /// <summary>The tickets of a run with what completed them.</summary>
    public static List<TransferredTicket> OfRun(Connection connection, long run) =>
        connection.Prepare($"{Select} WHERE k.run = ?1 ORDER BY k.rowid").Bind(1, run)
            .All(row => new TransferredTicket(Read(row), row.IsNull(12) ? null : InboxRows.Decode(row.Blob(12))));

    /// <summary>Inserts a ticket as it was in another store.</summary>
    public static void Import(WriteSession session, long run, TransferredTicket ticket)
    {
        Open(session, run, ticket.Row);
        session.Prepare("UPDATE ticket SET is_open = ?2, created_at = ?3 WHERE id = ?1")
            .Bind(1, ticket.Row.Id).Bind(2, ticket.Row.IsOpen).Bind(3, ticket.Row.CreatedAt).Execute();
        if (ticket.ClosedBy is { } message)
        {
            CloseWith(session, message);
        }
    }

    private static TicketRow Read(Statement row) =>
        new(row.Text(0), row.Id(1), (TicketKind)row.Int(2), row.Text(3))
        {
            Tenant = row.Text(4),
            Thread = row.TextOrNull(5),
            Name = row.TextOrNull(6),
            Value = row.Json(7),
            Schema = row.Json(8),
            Deadline = row.TimeOrNull(9),
            IsOpen = row.Bool(10),
            CreatedAt = row.Time(11),
        };
}

/// <summary>Whether and until when a ticket can be completed, and by what it was.</summary>
internal sealed record TicketState(long Run, bool IsOpen, DateTimeOffset? Deadline, InboxMessage? ClosedBy);
