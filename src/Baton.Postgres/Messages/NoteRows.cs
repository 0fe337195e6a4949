using Baton.Engine.Stores.Messages;
using Baton.Postgres.Connecting;
using Baton.Postgres.Runs;
using Npgsql;

namespace Baton.Postgres.Messages;

/// <summary>Runs that were noted to be indexed, and who indexes.</summary>
internal static class NoteRows
{
    private const int MostCounted = 100_000;

    /// <summary>Notes runs of <c>f</c>, which has key and seq of those whose fence holds, as far as they are named by a parameter.</summary>
    public static string Noting(int parameter) =>
        $"""
        INSERT INTO message_note(run, at, seq) SELECT key, clock(), seq FROM f WHERE key = ANY(${parameter}) ORDER BY key
        ON CONFLICT (run) DO UPDATE SET seq = excluded.seq
        """;

    /// <summary>Notes a run as it is in the transaction.</summary>
    public static Task<int> NoteAsync(Session session, long run) =>
        session.Prepare(
            "INSERT INTO message_note(run, at, seq) SELECT key, clock(), seq FROM run WHERE key = $1 ON CONFLICT (run) DO UPDATE SET seq = excluded.seq")
            .Bind(run).ExecuteAsync();

    public static async Task<bool> HoldAsync(Session session, long server, long lease) =>
        await session.Prepare(
            """
            INSERT INTO message_holder AS h (server, until) VALUES($1, clock() + $2)
            ON CONFLICT (one) DO UPDATE SET server = excluded.server, until = excluded.until WHERE h.server = excluded.server OR h.until <= clock()
              OR NOT EXISTS (SELECT 1 FROM server s WHERE s.incarnation = h.server AND s.is_alive)
            """)
            .Bind(server).Bind(lease).ExecuteAsync() == 1;

    /// <summary>Who indexes; null where nobody ever did. Nobody else becomes it before the transaction ends.</summary>
    public static Task<long?> LockHolderAsync(Session session) =>
        session.Prepare("SELECT server FROM message_holder FOR UPDATE").FirstAsync(row => (long?)row.Long(0));

    public static Task<List<FollowedRun>> NotedAsync(Session session, int limit) =>
        session.Prepare(
            $"SELECT {RunRows.Columns}, n.seq FROM (SELECT run, seq FROM message_note ORDER BY run DESC LIMIT $1) n JOIN run r ON r.key = n.run ORDER BY n.run DESC")
            .Bind(limit).AllAsync(row => Read(row, row.Int(27)));

    public static Task<List<FollowedRun>> UnderWayAsync(Session session, long since, int limit) =>
        session.Prepare(
            $"SELECT {RunRows.Columns} FROM run r WHERE r.owner IS NOT NULL AND r.updated_at <= clock() - $1 ORDER BY r.owner, r.key LIMIT $2")
            .Bind(since).Bind(limit).AllAsync(row => Read(row, 0));

    public static async Task<MessageBacklog> BacklogAsync(Session session) =>
        (await session.Prepare("SELECT count(*), clock() - min(at) FROM (SELECT at FROM message_note LIMIT $1) n").Bind(MostCounted)
            .FirstAsync(row => new MessageBacklog((int)row.Long(0), row.LongOrNull(1) is { } age ? TimeSpan.FromMilliseconds(Math.Max(0, age)) : null)))!;

    public static async Task<(int Count, Guid? Last)> NoteAllAsync(Session session, string tenant, Guid? before, int limit)
    {
        var noted = await session.Prepare(
            """
            WITH f AS MATERIALIZED (
              SELECT key, id, seq FROM run WHERE tenant = $1 AND key < coalesce((SELECT key FROM run WHERE id = $2), 9223372036854775807)
              ORDER BY key DESC LIMIT $3),
            n AS (
              INSERT INTO message_note(run, at, seq) SELECT key, clock(), seq FROM f ORDER BY key ON CONFLICT (run) DO UPDATE SET seq = excluded.seq)
            SELECT id FROM f ORDER BY key
            """)
            .Bind(tenant).Bind(before).Bind(limit).AllAsync(row => row.Id(0));
        return (noted.Count, noted.Count < limit ? null : noted[0]);
    }

    private static FollowedRun Read(NpgsqlDataReader row, int noted) => new(row.Long(25), RunRows.Read(row), noted);
}
