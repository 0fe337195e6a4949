using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Transfer;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Runs;

/// <summary>The rows of tickets. Whoever changes one holds its run's row.</summary>
internal static class TicketRows
{
    private const string Select =
        """
        SELECT k.id, r.id, k.kind, k.visit, r.tenant, r.thread, k.name, k.value, k.schema, k.deadline, k.is_open, k.created_at, k.closed_by
        FROM ticket k JOIN run r ON r.key = k.run
        """;

    public static Task<TicketState?> FindStateAsync(Session session, string id) =>
        session.Prepare("SELECT run, is_open, closed_by, deadline, clock() FROM ticket WHERE id = $1").Bind(id)
            .FirstAsync(row => new TicketState(row.Long(0), row.Bool(1), row.IsDBNull(2) ? null : InboxRows.Decode(row.Blob(2)))
            {
                Deadline = row.IsDBNull(3) ? null : row.Time(3),
                Now = row.Time(4),
            });

    /// <summary>Opens a ticket; one with this id that exists stays as it is.</summary>
    public static Task<int> OpenAsync(Session session, long run, TicketRow ticket) =>
        session.Prepare(
            """
            INSERT INTO ticket(id, run, kind, visit, name, value, schema, deadline, is_open, created_at)
            VALUES($1, $2, $3, $4, $5, $6, $7, $8, true, clock()) ON CONFLICT (id) DO NOTHING
            """)
            .Bind(ticket.Id).Bind(run).Bind((long)ticket.Kind).Bind(ticket.Visit).Bind(ticket.Name).Bind(ticket.Value)
            .Bind(ticket.Schema).Bind(ticket.Deadline).ExecuteAsync();

    public static Task<int> CloseAsync(Session session, long run, string id) =>
        session.Prepare("UPDATE ticket SET is_open = false WHERE id = $1 AND run = $2").Bind(id).Bind(run).ExecuteAsync();

    public static Task<int> CloseAllAsync(Session session, long run) =>
        session.Prepare("UPDATE ticket SET is_open = false WHERE run = $1 AND is_open").Bind(run).ExecuteAsync();

    /// <summary>Closes a ticket with what completed it.</summary>
    public static Task<int> CloseWithAsync(Session session, InboxMessage message) =>
        session.Prepare("UPDATE ticket SET is_open = false, closed_by = $2 WHERE id = $1")
            .Bind(message.Ticket).Bind(InboxRows.Encode(message)).ExecuteAsync();

    public static Task<List<TicketRow>> QueryAsync(Session session, TicketQuery query)
    {
        var filter = new Filter();
        filter.Add("k.id =", query.Id);
        filter.Add("r.tenant =", query.Tenant);
        filter.Add("r.thread =", query.Thread);
        filter.Add("r.id =", query.Run);
        filter.Add("k.kind =", (long?)query.Kind);
        if (!query.IncludeClosed && query.Id is null)
        {
            filter.Add("k.is_open");
        }

        return filter.Prepare(session, where => $"{Select} {where} ORDER BY k.created_at, k.id LIMIT {query.Limit}").AllAsync(Read);
    }

    /// <summary>The tickets of a run with what completed them.</summary>
    public static Task<List<TransferredTicket>> OfRunAsync(Session session, long run) =>
        session.Prepare($"{Select} WHERE k.run = $1 ORDER BY k.ord").Bind(run)
            .AllAsync(row => new TransferredTicket(Read(row), row.IsDBNull(12) ? null : InboxRows.Decode(row.Blob(12))));

    /// <summary>Inserts a ticket as it was in another store.</summary>
    public static async Task ImportAsync(Session session, long run, TransferredTicket ticket)
    {
        await OpenAsync(session, run, ticket.Row);
        await session.Prepare("UPDATE ticket SET is_open = $2, created_at = $3 WHERE id = $1")
            .Bind(ticket.Row.Id).Bind(ticket.Row.IsOpen).Bind(ticket.Row.CreatedAt).ExecuteAsync();
        if (ticket.ClosedBy is { } message)
        {
            await session.Prepare("UPDATE ticket SET closed_by = $2 WHERE id = $1").Bind(ticket.Row.Id).Bind(InboxRows.Encode(message)).ExecuteAsync();
        }
    }

    private static TicketRow Read(NpgsqlDataReader row) =>
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

/// <summary>Whether a ticket can still be completed, and by what it was.</summary>
internal sealed record TicketState(long Run, bool IsOpen, InboxMessage? ClosedBy)
{
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The database's time when the ticket was read.</summary>
    public DateTimeOffset Now { get; init; }
}
