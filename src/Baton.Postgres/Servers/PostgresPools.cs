using Baton.Engine.Stores;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Servers;

/// <summary>Who changes a pool's shares holds its row. The runs that a dead server has not been relieved of yet count as its share.</summary>
internal sealed class PostgresPools(Database database) : IPoolStore
{
    private const string Others =
        """
        SELECT coalesce((SELECT sum(CASE
          WHEN EXISTS (SELECT 1 FROM server v WHERE v.incarnation = s.incarnation AND v.is_alive) THEN s.slots
          ELSE (SELECT count(*) FROM run r WHERE r.owner = s.incarnation AND r.pool = s.pool) END)
          FROM pool_share s WHERE s.pool = $1 AND s.incarnation <> $2), 0)::integer,
          coalesce((SELECT s.slots FROM pool_share s WHERE s.pool = $1 AND s.incarnation = $2), 0)
        """;

    private const string Waiting =
        """
        WITH RECURSIVE p AS (
          (SELECT y.pool FROM (SELECT min(pool) AS pool FROM ready WHERE not_before IS NULL UNION ALL SELECT min(pool) FROM ready WHERE not_before IS NOT NULL) y
            WHERE y.pool IS NOT NULL ORDER BY y.pool LIMIT 1)
          UNION ALL
          SELECT (SELECT min(n.pool) FROM (
            SELECT min(y.pool) AS pool FROM ready y WHERE y.not_before IS NULL AND y.pool > p.pool
            UNION ALL SELECT min(y.pool) FROM ready y WHERE y.not_before IS NOT NULL AND y.pool > p.pool) n)
          FROM p WHERE p.pool IS NOT NULL)
        SELECT p.pool, c.pending, c.oldest FROM p CROSS JOIN LATERAL (
          SELECT count(*) AS pending, clock() - min(l.since) AS oldest FROM (
            SELECT b.since FROM (
              SELECT y.since FROM ready y WHERE y.pool = p.pool AND y.not_before IS NULL
              UNION ALL SELECT NULL FROM ready y WHERE y.pool = p.pool AND y.not_before IS NOT NULL) b LIMIT $1) l) c
        WHERE p.pool IS NOT NULL
        """;

    public async ValueTask<int> ShareAsync(long incarnation, string pool, int cap, int wish, CancellationToken cancellationToken) =>
        await database.WriteAsync(
            async session =>
            {
                // What is read from here on is what holds until the transaction ends.
                await session.Prepare("INSERT INTO pool(name, cap) VALUES($1, $2) ON CONFLICT (name) DO UPDATE SET cap = excluded.cap")
                    .Bind(pool).Bind(cap).ExecuteAsync();
                if (!await PostgresServers.IsAliveAsync(session, incarnation)) return session.Discard(0);
                var (others, held) = await session.Prepare(Others).Bind(pool).Bind(incarnation).FirstAsync(row => (row.Int(0), row.Int(1)));
                var share = RunRules.Share(cap, others, held, wish);
                if (share == held) return session.Discard(share);
                await SetAsync(session, incarnation, pool, share);
                return share;
            },
            cancellationToken);

    public async ValueTask<IReadOnlyList<PoolRow>> ListAsync(CancellationToken cancellationToken) =>
        await database.ReadAsync(ListAsync, cancellationToken);

    private static async Task<IReadOnlyList<PoolRow>> ListAsync(Session session)
    {
        var waiting = await session.Prepare(Waiting).Bind(IPoolStore.LookedAt).AllAsync(row => new PoolRow(row.Text(0))
        {
            Pending = (int)row.Long(1),
            OldestAge = row.LongOrNull(2) is { } age ? TimeSpan.FromMilliseconds(age) : null,
        });
        var running = await CountsAsync(session, "SELECT pool, count(*) FROM run WHERE owner IS NOT NULL GROUP BY pool");
        var shares = await CountsAsync(
            session, "SELECT s.pool, sum(s.slots) FROM pool_share s JOIN server v ON v.incarnation = s.incarnation AND v.is_alive GROUP BY s.pool");
        var rows = waiting.ToDictionary(row => row.Pool, StringComparer.Ordinal);
        return [.. rows.Keys.Concat(running.Keys).Concat(shares.Keys).Distinct().Order(StringComparer.Ordinal)
            .Select(name => (rows.GetValueOrDefault(name) ?? new PoolRow(name)) with
            {
                Running = running.GetValueOrDefault(name),
                Shared = shares.GetValueOrDefault(name),
            })];
    }

    private static async Task<Dictionary<string, int>> CountsAsync(Session session, string sql) =>
        (await session.Prepare(sql).AllAsync(row => (Pool: row.Text(0), Count: (int)row.Long(1)))).ToDictionary(row => row.Pool, row => row.Count, StringComparer.Ordinal);

    private static async Task SetAsync(Session session, long incarnation, string pool, int share)
    {
        await session.Prepare(
            """
            DELETE FROM pool_share s WHERE s.pool = $1 AND NOT EXISTS (SELECT 1 FROM server v WHERE v.incarnation = s.incarnation AND v.is_alive)
              AND NOT EXISTS (SELECT 1 FROM run r WHERE r.owner = s.incarnation AND r.pool = s.pool)
            """)
            .Bind(pool).ExecuteAsync();
        await session.Prepare(
            """
            INSERT INTO pool_share(pool, incarnation, slots) VALUES($1, $2, $3)
            ON CONFLICT (pool, incarnation) DO UPDATE SET slots = excluded.slots
            """)
            .Bind(pool).Bind(incarnation).Bind(share).ExecuteAsync();
    }
}
