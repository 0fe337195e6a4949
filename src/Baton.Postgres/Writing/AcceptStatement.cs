using Baton.Postgres.Connecting;
using Npgsql;
using NpgsqlTypes;

namespace Baton.Postgres.Writing;

/// <summary>
/// Acceptances of many runs in one statement. Those that exist already, those that would queue where the queue has a limit, and those on a
/// thread that is new, has a run or is held by somebody else, are left over for a transaction each.
/// </summary>
internal sealed class AcceptStatement
{
    // The scalar subquery keeps the planner from reading the whole of idempotency into a hash table.
    private const string Sql =
        $"""
        WITH c AS MATERIALIZED (SELECT clock() AS now),
        i AS MATERIALIZED (
          SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) WITH ORDINALITY
            AS t(id, tenant, graph, version, pool, assistant, is_resumable, strategy, metadata, parent, parent_ticket, root, parent_depth, owner,
              delay, is_limited, idem, token, kind, at, body, thread, ord)),
        s AS MATERIALIZED (
          SELECT i.*, (i.owner IS NOT NULL AND i.delay IS NULL AND EXISTS (
              SELECT 1 FROM server v, c WHERE v.incarnation = i.owner AND v.is_alive AND v.lease_until > c.now)) AS starts
          FROM i
          WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.id = i.id)
            AND (i.idem IS NULL OR (SELECT d.run FROM idempotency d WHERE d.tenant = i.tenant AND d.key = i.idem LIMIT 1) IS NULL)
            AND (i.thread IS NULL OR EXISTS (
              SELECT 1 FROM thread t WHERE t.tenant = i.tenant AND t.id = i.thread AND t.active IS NULL AND coalesce(t.graph, i.graph) = i.graph
                AND {ThreadLocks.IsLocked}))),
        n AS MATERIALIZED (
          SELECT nextval('run_key') AS key, s.*, c.now, c.now + s.delay AS wake_at
          FROM (SELECT * FROM s WHERE starts OR NOT is_limited ORDER BY ord) s, c),
        r AS (
          INSERT INTO run(key, id, tenant, thread, graph, version, pool, status, assistant, is_queued, is_edit, is_hidden, is_resumable, seq, owner, epoch,
            strategy, metadata, parent, parent_ticket, root, parent_depth, created_at, updated_at, wake_at, token)
          SELECT key, id, tenant, thread, graph, version, pool, CASE WHEN starts THEN 1 ELSE 0 END, assistant, false, false, false, is_resumable, 1,
            CASE WHEN starts THEN owner END, CASE WHEN starts THEN 1 ELSE 0 END, strategy, metadata, parent, parent_ticket, root, parent_depth,
            now, now, wake_at, token
          FROM n),
        j AS (
          INSERT INTO journal(run, owner, at, seq, epoch, kind, body)
          SELECT key, CASE WHEN starts THEN owner ELSE 0 END, at, 1, CASE WHEN starts THEN 1 ELSE 0 END, kind, body FROM n),
        d AS (INSERT INTO idempotency(tenant, key, run) SELECT tenant, idem, key FROM n WHERE idem IS NOT NULL),
        y AS (INSERT INTO ready(run, pool, flow, not_before) SELECT key, pool, tenant || ' ' || graph, wake_at FROM n WHERE NOT starts),
        m AS (INSERT INTO timer(wake_at, run) SELECT wake_at, key FROM n WHERE wake_at IS NOT NULL),
        u AS (
          UPDATE thread t SET active = n.key, graph = n.graph, updated_at = n.now FROM n
          WHERE n.thread IS NOT NULL AND t.tenant = n.tenant AND t.id = n.thread)
        SELECT ord, key, starts, now FROM n
        """;

    private readonly Column<Guid> ids = new(NpgsqlDbType.Uuid);
    private readonly Column<string> tenants = new(NpgsqlDbType.Text);
    private readonly Column<string> graphs = new(NpgsqlDbType.Text);
    private readonly Column<int> versions = new(NpgsqlDbType.Integer);
    private readonly Column<string> pools = new(NpgsqlDbType.Text);
    private readonly Column<string> assistants = new(NpgsqlDbType.Text);
    private readonly Column<bool> resumables = new(NpgsqlDbType.Boolean);
    private readonly Column<short> strategies = new(NpgsqlDbType.Smallint);
    private readonly Column<byte[]?> metadata = new(NpgsqlDbType.Bytea);
    private readonly Column<Guid?> parents = new(NpgsqlDbType.Uuid);
    private readonly Column<string?> parentTickets = new(NpgsqlDbType.Text);
    private readonly Column<Guid?> roots = new(NpgsqlDbType.Uuid);
    private readonly Column<int?> depths = new(NpgsqlDbType.Integer);
    private readonly Column<long?> owners = new(NpgsqlDbType.Bigint);
    private readonly Column<long?> delays = new(NpgsqlDbType.Bigint);
    private readonly Column<bool> areLimited = new(NpgsqlDbType.Boolean);
    private readonly Column<string?> keys = new(NpgsqlDbType.Text);
    private readonly Column<long> tokens = new(NpgsqlDbType.Bigint);
    private readonly Column<short> kinds = new(NpgsqlDbType.Smallint);
    private readonly Column<long> times = new(NpgsqlDbType.Bigint);
    private readonly Column<ReadOnlyMemory<byte>> bodies = new(NpgsqlDbType.Bytea);
    private readonly Column<string?> threads = new(NpgsqlDbType.Text);

    /// <summary>The statement; null where there is nothing to write by it.</summary>
    public static NpgsqlBatchCommand? For(List<AcceptItem> items)
    {
        if (items.Count == 0)
        {
            return null;
        }

        var statement = new AcceptStatement();
        items.ForEach(statement.Add);
        return statement.ToCommand();
    }

    private void Add(AcceptItem item)
    {
        var (wish, entry) = (item.Wish, item.Wish.Entries[0]);
        ids.Add(wish.Id);
        tenants.Add(wish.Tenant);
        graphs.Add(wish.Graph);
        versions.Add(wish.Version);
        pools.Add(wish.Pool);
        assistants.Add(wish.Assistant);
        resumables.Add(wish.Resumable);
        strategies.Add((short)wish.Strategy);
        metadata.Add(Statement.Json(wish.Metadata));
        parents.Add(wish.Parent?.Run);
        parentTickets.Add(wish.Parent?.Ticket);
        roots.Add(wish.Parent?.Root);
        depths.Add(wish.Parent?.Depth);
        owners.Add(wish.Owner);
        delays.Add(wish.Delay > TimeSpan.Zero ? (long)Math.Ceiling(wish.Delay.TotalMilliseconds) : null);
        areLimited.Add(wish.QueueLimit is not null);
        keys.Add(wish.IdempotencyKey);
        tokens.Add(item.Token);
        kinds.Add((short)entry.Kind);
        times.Add(entry.At.ToUnixTimeMilliseconds());
        bodies.Add(entry.Body);
        threads.Add(wish.Thread);
    }

    private NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(Sql);
        command.Bind(
            ids.ToParameter(), tenants.ToParameter(), graphs.ToParameter(), versions.ToParameter(), pools.ToParameter(),
                assistants.ToParameter(), resumables.ToParameter(), strategies.ToParameter(), metadata.ToParameter(), parents.ToParameter(),
                parentTickets.ToParameter(), roots.ToParameter(), depths.ToParameter(), owners.ToParameter(), delays.ToParameter(),
                areLimited.ToParameter(), keys.ToParameter(), tokens.ToParameter(), kinds.ToParameter(), times.ToParameter(),
                bodies.ToParameter(), threads.ToParameter());
        return command;
    }
}
