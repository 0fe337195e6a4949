using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Baton.Postgres.Messages;
using Npgsql;
using NpgsqlTypes;

namespace Baton.Postgres.Writing;

/// <summary>
/// Parks and ends of many runs in one statement: those whose inbox is empty, and whose thread, where they have one, is locked by the batch and
/// has no other run queued for their end. The rest is left over, for a transaction each.
/// </summary>
internal sealed class TransitionStatement
{
    private const string Changes =
        $"""
        WITH c AS MATERIALIZED (SELECT clock() AS now),
        i AS (SELECT * FROM unnest($8, $9, $10, $11, $12, $13, $14, $15, $24) AS t(run, owner, epoch, first, last, status, wake_after, error_code, has_head)),
        f AS (
          UPDATE run r SET seq = i.last, status = i.status, owner = NULL, wake_at = c.now + i.wake_after, error_code = i.error_code,
            updated_at = c.now, ended_at = CASE WHEN i.status >= 4 THEN c.now END
          FROM i, c
          WHERE r.key = i.run AND r.owner + 0 = i.owner AND r.epoch = i.epoch AND r.seq = i.first - 1 AND NOT r.has_inbox
            AND (r.thread IS NULL OR (
              i.has_head AND EXISTS (SELECT 1 FROM thread t WHERE t.tenant = r.tenant AND t.id = r.thread AND t.active = r.key AND {ThreadLocks.IsLocked})
              AND (i.status < 4 OR NOT EXISTS (SELECT 1 FROM run q WHERE q.tenant = r.tenant AND q.thread = r.thread AND q.is_queued))))
          RETURNING r.key, r.id, r.seq, r.pool, r.tenant, r.thread, r.graph, r.status, r.wake_at),
        u AS (
          UPDATE thread t SET head_run = f.id, head_seq = f.seq, updated_at = c.now, active = CASE WHEN f.status < 4 THEN t.active END,
            last_status = CASE WHEN f.status < 4 THEN t.last_status ELSE f.status END
          FROM f, c WHERE f.thread IS NOT NULL AND t.tenant = f.tenant AND t.id = f.thread),
        j AS (
          INSERT INTO journal(run, owner, at, seq, epoch, kind, body)
          SELECT t.* FROM unnest($1, $2, $3, $4, $5, $6, $7) AS t(run, owner, at, seq, epoch, kind, body)
          WHERE (t.run IN (SELECT key FROM f)) IS TRUE),
        k AS (
          INSERT INTO ticket(id, run, kind, visit, name, value, schema, deadline, is_open, created_at)
          SELECT t.id, t.run, t.kind, t.visit, t.name, t.value, t.schema, t.deadline, true, c.now
          FROM unnest($16, $17, $18, $19, $20, $21, $22, $23) AS t(id, run, kind, visit, name, value, schema, deadline), c
          WHERE (t.run IN (SELECT key FROM f)) IS TRUE ON CONFLICT (id) DO NOTHING),
        x AS (UPDATE ticket k SET is_open = false FROM f WHERE k.run = f.key AND k.is_open AND f.status >= 4),
        y AS (
          INSERT INTO ready(run, pool, flow, not_before) SELECT key, pool, tenant || ' ' || graph, wake_at FROM f WHERE status = 0
          ON CONFLICT (run) DO UPDATE SET not_before = excluded.not_before, since = excluded.since),
        m AS (INSERT INTO timer(wake_at, run) SELECT wake_at, key FROM f WHERE wake_at IS NOT NULL ON CONFLICT DO NOTHING)
        """;

    private const string Sql = Changes + Found;
    private const string Found = " SELECT key FROM f";
    private static readonly string WithNotes = $"{Changes}, n AS ({NoteRows.Noting(25)}){Found}";

    private readonly EntryColumns entries = new();
    private readonly Column<long> runs = new(NpgsqlDbType.Bigint);
    private readonly Column<long> owners = new(NpgsqlDbType.Bigint);
    private readonly Column<int> epochs = new(NpgsqlDbType.Integer);
    private readonly Column<int> firsts = new(NpgsqlDbType.Integer);
    private readonly Column<int> lasts = new(NpgsqlDbType.Integer);
    private readonly Column<short> statuses = new(NpgsqlDbType.Smallint);
    private readonly Column<long?> wakeAfters = new(NpgsqlDbType.Bigint);
    private readonly Column<string?> errorCodes = new(NpgsqlDbType.Text);
    private readonly Column<bool> heads = new(NpgsqlDbType.Boolean);
    private readonly TicketColumns tickets = new();
    private Column<long>? noted;

    /// <summary>The statement; null where there is nothing to write by it.</summary>
    public static NpgsqlBatchCommand? For(List<AppendItem> items)
    {
        if (items.Count == 0)
        {
            return null;
        }

        var statement = new TransitionStatement();
        items.ForEach(statement.Add);
        return statement.ToCommand();
    }

    private void Add(AppendItem item)
    {
        var (lease, added, transition) = (item.Append.Lease, item.Append.Entries, item.Append.Transition!);
        entries.Add(lease, added);
        runs.Add(lease.Key);
        owners.Add(lease.Owner);
        epochs.Add(lease.Epoch);
        firsts.Add(added[0].Seq);
        lasts.Add(added[^1].Seq);
        statuses.Add((short)transition.Status);
        wakeAfters.Add(
            transition.WakeAfter is { } after && !Engine.Runs.RunStatusExtensions.HasEnded(transition.Status)
                ? (long)Math.Ceiling(after.TotalMilliseconds)
                : null);
        errorCodes.Add(transition.ErrorCode);
        heads.Add(transition.Head is not null);
        if (transition.IsFollowed)
        {
            (noted ??= new(NpgsqlDbType.Bigint)).Add(lease.Key);
        }

        foreach (var ticket in item.Append.Open)
        {
            tickets.Add(lease.Key, ticket);
        }
    }

    private NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(noted is null ? Sql : WithNotes);
        entries.AddTo(command);
        command.Bind(
            runs.ToParameter(), owners.ToParameter(), epochs.ToParameter(), firsts.ToParameter(), lasts.ToParameter(), statuses.ToParameter(),
                wakeAfters.ToParameter(), errorCodes.ToParameter());
        tickets.AddTo(command);
        command.Bind(heads.ToParameter());
        if (noted is not null)
        {
            command.Bind(noted.ToParameter());
        }

        return command;
    }

    /// <summary>Tickets to open as parameters.</summary>
    private sealed class TicketColumns
    {
        private readonly Column<string> ids = new(NpgsqlDbType.Text);
        private readonly Column<long> runs = new(NpgsqlDbType.Bigint);
        private readonly Column<short> kinds = new(NpgsqlDbType.Smallint);
        private readonly Column<string> visits = new(NpgsqlDbType.Text);
        private readonly Column<string?> names = new(NpgsqlDbType.Text);
        private readonly Column<byte[]?> values = new(NpgsqlDbType.Bytea);
        private readonly Column<byte[]?> schemas = new(NpgsqlDbType.Bytea);
        private readonly Column<long?> deadlines = new(NpgsqlDbType.Bigint);

        public void Add(long run, TicketRow ticket)
        {
            ids.Add(ticket.Id);
            runs.Add(run);
            kinds.Add((short)ticket.Kind);
            visits.Add(ticket.Visit);
            names.Add(ticket.Name);
            values.Add(Statement.Json(ticket.Value));
            schemas.Add(Statement.Json(ticket.Schema));
            deadlines.Add(ticket.Deadline?.ToUnixTimeMilliseconds());
        }

        public void AddTo(NpgsqlBatchCommand command) => command.Bind(
            ids.ToParameter(), runs.ToParameter(), kinds.ToParameter(), visits.ToParameter(), names.ToParameter(), values.ToParameter(),
                schemas.ToParameter(), deadlines.ToParameter());
    }
}
