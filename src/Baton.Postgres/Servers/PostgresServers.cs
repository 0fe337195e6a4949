using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Baton.Postgres.Live;

namespace Baton.Postgres.Servers;

/// <param name="database">Connections that nobody else waits for, whose statements have little time.</param>
/// <param name="patience">How long a server tries to join or to leave.</param>
/// <param name="time">When to sweep again.</param>
internal sealed class PostgresServers(Database database, TimeSpan patience, TimeProvider time) : IServerStore, IAsyncDisposable
{
    private const int HandedOnAtOnce = 500;
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);
    private long? sweptAt;

    // The database's timeline, which changes when a standby is promoted: commits that only the old primary had are gone then, and with them
    // perhaps what a server remembers of its runs, or numbers that were given out. An incarnation belongs to one timeline, and names it.
    private const string FirstOfTimeline = "((('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint - 1) * 1000000000)";

    /// <summary>True where a server's lease holds.</summary>
    public static Task<bool> IsAliveAsync(Session session, long incarnation) =>
        session.Prepare("SELECT 1 FROM server WHERE incarnation = $1 AND is_alive AND lease_until > clock()").Bind(incarnation).ExistsAsync();

    public async ValueTask<long> RegisterAsync(string name, TimeSpan lease, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            session => session.Prepare(
                $"""
                INSERT INTO server(incarnation, name, is_alive, lease_until, started_at)
                VALUES({FirstOfTimeline} + nextval(pg_get_serial_sequence('server', 'incarnation')), $1, true, clock() + $2, clock()) RETURNING incarnation
                """)
                .Bind(name).Bind((long)lease.TotalMilliseconds).FirstAsync(row => row.Long(0)),
            patience,
            cancellationToken);

    public async ValueTask<DateTimeOffset?> HeartbeatAsync(long incarnation, TimeSpan lease, CancellationToken cancellationToken) =>
        // One statement that may well be done twice: it needs no transaction that settles what became of it.
        await database.ReadAsync(
            session => session.Prepare(
                $"""
                UPDATE server SET lease_until = clock() + $2 WHERE incarnation = $1 AND is_alive AND incarnation >= {FirstOfTimeline}
                RETURNING lease_until - $2
                """)
                .Bind(incarnation).Bind((long)lease.TotalMilliseconds).FirstAsync(row => row.TimeOrNull(0)),
            cancellationToken);

    public async ValueTask<int> ReapAsync(long incarnation, CancellationToken cancellationToken)
    {
        var isAlive = await database.WriteAsync(session => DeclareDeadAsync(session, incarnation), cancellationToken);
        if (!isAlive)
        {
            return 0;
        }

        var handedOn = 0;

        // Everybody who owns runs is looked at each time: what a server claimed while it was declared dead is found as well.
        foreach (var owner in await DeadOwnersAsync(cancellationToken))
        {
            handedOn += await HandOnAsync(owner, cancellationToken);
        }

        await SweepAsync(cancellationToken);
        return handedOn;
    }

    public async ValueTask<ServerRow?> FindAsync(long incarnation, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            session => session.Prepare("SELECT incarnation, name, is_alive, lease_until - clock() FROM server WHERE incarnation = $1")
                .Bind(incarnation).FirstAsync(row => new ServerRow(row.Long(0), row.Text(1), row.Bool(2), TimeSpan.FromMilliseconds(row.Long(3)))),
            cancellationToken);

    public async ValueTask LeaveAsync(long incarnation, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            session => session.Prepare("UPDATE server SET is_alive = false WHERE incarnation = $1").Bind(incarnation).ExecuteAsync(),
            patience,
            cancellationToken);
        await HandOnAsync(incarnation, cancellationToken);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    /// <summary>Removes, from time to time and some at once, what servers leave behind that is of no use to anybody.</summary>
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (sweptAt is { } last && time.GetElapsedTime(last) < SweepInterval)
        {
            return;
        }

        sweptAt = time.GetTimestamp();
        await database.ReadAsync(ForgetDeadAsync, cancellationToken);
        await database.ReadAsync(PostgresLive.ForgetOldAsync, cancellationToken);
    }

    private static Task<int> ForgetDeadAsync(Session session) =>
        session.Prepare(
            """
            DELETE FROM server WHERE incarnation IN (
              SELECT s.incarnation FROM server s
              WHERE NOT s.is_alive AND s.lease_until < clock() - 86400000 AND NOT EXISTS (SELECT 1 FROM run r WHERE r.owner = s.incarnation)
              ORDER BY s.incarnation LIMIT 500)
            """).ExecuteAsync();

    /// <returns>False where the one who asks is dead itself.</returns>
    private static async Task<bool> DeclareDeadAsync(Session session, long incarnation)
    {
        if (!await session.Prepare("SELECT 1 FROM server WHERE incarnation = $1 AND is_alive").Bind(incarnation).ExistsAsync())
        {
            return session.Discard(false);
        }

        var dead = await session.Prepare("UPDATE server SET is_alive = false WHERE is_alive AND lease_until <= clock() AND incarnation <> $1")
            .Bind(incarnation).ExecuteAsync();
        return dead == 0 ? session.Discard(true) : true;
    }

    private Task<List<long>> DeadOwnersAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.Prepare(
                """
                WITH RECURSIVE o AS (
                  SELECT min(owner) AS owner FROM run WHERE owner IS NOT NULL
                  UNION ALL SELECT (SELECT min(r.owner) FROM run r WHERE r.owner > o.owner) FROM o WHERE o.owner IS NOT NULL)
                SELECT o.owner FROM o
                WHERE o.owner IS NOT NULL AND NOT EXISTS (SELECT 1 FROM server s WHERE s.incarnation = o.owner AND s.is_alive)
                """).AllAsync(row => row.Long(0)),
            cancellationToken);

    private async Task<int> HandOnAsync(long owner, CancellationToken cancellationToken)
    {
        var handedOn = 0;
        while (true)
        {
            var moved = await database.WriteAsync(session => HandSomeOnAsync(session, owner), cancellationToken);
            handedOn += moved;
            if (moved == 0)
            {
                return handedOn;
            }
        }
    }

    private static Task<int> HandSomeOnAsync(Session session, long owner) =>
        session.Prepare(
            """
            WITH owned AS (SELECT key FROM run WHERE owner = $1 ORDER BY key LIMIT $2 FOR UPDATE SKIP LOCKED),
            moved AS (
              UPDATE run r SET status = 0, owner = NULL, updated_at = clock() FROM owned WHERE r.key = owned.key AND r.owner = $1
              RETURNING r.key, r.pool, r.tenant, r.graph)
            INSERT INTO ready(run, pool, flow) SELECT key, pool, tenant || ' ' || graph FROM moved
            ON CONFLICT (run) DO UPDATE SET not_before = NULL, since = excluded.since
            """)
            .Bind(owner).Bind(HandedOnAtOnce).ExecuteAsync();
}
