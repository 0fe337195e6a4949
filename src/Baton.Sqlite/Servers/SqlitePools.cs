using Baton.Engine.Stores;
using Baton.Sqlite.Native;
using Baton.Sqlite.Reading;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Servers;

/// <summary>Shares are kept in memory: the file has one server at a time, and with it they would be a thing of the past.</summary>
internal sealed class SqlitePools(Writer writer, ReaderPool readers) : IPoolStore
{
    // Only the writer's thread touches it.
    private readonly Dictionary<(string Pool, long Server), int> shares = [];

    public async ValueTask<int> ShareAsync(long incarnation, string pool, int cap, int wish, CancellationToken cancellationToken) =>
        await writer.RunAsync(
            session =>
            {
                foreach (var dead in shares.Keys.Where(share => !SqliteServers.IsAlive(session.Connection, share.Server)).ToList())
                {
                    shares.Remove(dead);
                }

                if (!SqliteServers.IsAlive(session.Connection, incarnation)) return 0;
                var others = shares.Where(share => share.Key.Pool == pool && share.Key.Server != incarnation).Sum(share => share.Value);
                return shares[(pool, incarnation)] = RunRules.Share(cap, others, shares.GetValueOrDefault((pool, incarnation)), wish);
            },
            cancellationToken);

    public async ValueTask<IReadOnlyList<PoolRow>> ListAsync(CancellationToken cancellationToken)
    {
        var held = await writer.RunAsync(
            session => shares.Where(share => SqliteServers.IsAlive(session.Connection, share.Key.Server)).ToLookup(share => share.Key.Pool, share => share.Value),
            cancellationToken);
        var now = await writer.RunAsync(session => session.Now, cancellationToken);
        return readers.Read(connection =>
        {
            var running = connection.Prepare("SELECT pool, count(*) FROM run WHERE owner IS NOT NULL GROUP BY pool")
                .All(row => (Pool: row.Text(0), Runs: row.Int(1))).ToDictionary(row => row.Pool, row => row.Runs, StringComparer.Ordinal);
            var names = Waiting(connection).Concat(running.Keys).Concat(held.Select(pool => pool.Key)).Distinct().Order(StringComparer.Ordinal);
            return (IReadOnlyList<PoolRow>)[.. names.Select(name => Row(connection, name, now) with
            {
                Running = running.GetValueOrDefault(name),
                Shared = held[name].Sum(),
            })];
        });
    }

    /// <summary>The pools that have pending runs, found by one seek each.</summary>
    private static List<string> Waiting(Connection connection)
    {
        var names = new List<string>();
        for (string? name = Next(connection, ""); name is not null; name = Next(connection, name)) names.Add(name);
        return names;
    }

    private static string? Next(Connection connection, string after) =>
        connection.Prepare("SELECT pool FROM run WHERE pool > ?1 AND status = 0 AND is_queued = 0 ORDER BY pool LIMIT 1")
            .Bind(1, after).First(row => row.Text(0));

    private static PoolRow Row(Connection connection, string pool, long now) =>
        connection.Prepare(
            """
            SELECT count(*), min(CASE WHEN wake_at IS NULL THEN updated_at END) FROM (
              SELECT wake_at, updated_at FROM run WHERE pool = ?1 AND status = 0 AND is_queued = 0 LIMIT ?2)
            """)
            .Bind(1, pool).Bind(2, IPoolStore.LookedAt).First(row => new PoolRow(pool)
            {
                Pending = row.Int(0),
                OldestAge = row.LongOrNull(1) is { } since ? TimeSpan.FromMilliseconds(now - since) : null,
            })!;
}
