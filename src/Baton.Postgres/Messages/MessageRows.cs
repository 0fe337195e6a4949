using System.Globalization;
using Baton.Engine.Stores.Messages;
using Baton.Engine.Stores.Transfer;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Messages;

/// <summary>The rows of messages.</summary>
internal static class MessageRows
{
    private static readonly long Never = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Writes what is new of some runs and takes their notes away.</summary>
    /// <returns>How many messages were new.</returns>
    public static async Task<int?> WriteAsync(Session session, IReadOnlyList<RunMessages> runs)
    {
        // One that has ended may be removed at any moment; one that has not is left to its server.
        var present = (await session.Prepare("SELECT key FROM run WHERE key = ANY($1) AND ended_at IS NOT NULL ORDER BY key FOR KEY SHARE")
            .Bind([.. runs.Select(run => run.Run.Key)]).AllAsync(row => row.Long(0))).ToHashSet();
        present.UnionWith(await session.Prepare("SELECT key FROM run WHERE key = ANY($1) AND ended_at IS NULL")
            .Bind([.. runs.Select(run => run.Run.Key)]).AllAsync(row => row.Long(0)));
        var messages = runs.Where(run => present.Contains(run.Run.Key)).SelectMany(run => run.Messages.Select(message => (run.Run, message))).ToList();
        var written = messages.Count == 0 ? 0 : await InsertAsync(session, messages);

        // A note that a run is setting anew at this moment stays: its commit must not wait for this one, nor this one for it.
        await session.Prepare(
            """
            DELETE FROM message_note WHERE run = ANY(ARRAY(
              SELECT n.run FROM message_note n JOIN unnest($1, $2) AS t(run, upto) ON n.run = t.run AND n.seq <= t.upto FOR UPDATE OF n SKIP LOCKED))
            """)
            .Bind([.. runs.Select(run => run.Run.Key)]).Bind([.. runs.Select(run => (long)run.Upto)]).ExecuteAsync();
        return written;
    }

    public static Task<int> PruneAsync(Session session, long olderThan, int limit) =>
        session.Prepare(
            "DELETE FROM message WHERE ctid = ANY(ARRAY(SELECT ctid FROM message WHERE at < clock() - $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED))")
            .Bind(olderThan).Bind(limit).ExecuteAsync();

    public static Task<int> RemoveAsync(Session session, long term, int limit) =>
        session.Prepare("DELETE FROM message WHERE ctid = ANY(ARRAY(SELECT ctid FROM message WHERE terms @> $1 LIMIT $2 FOR UPDATE))")
            .Bind([term]).Bind(limit).ExecuteAsync();

    /// <summary>A run is to be shown no more. The caller holds the holder's row.</summary>
    public static async Task HideAsync(Session session, long run, long term)
    {
        await EraseAsync(session, term, Never, "");
        await session.Prepare("DELETE FROM message WHERE run = $1").Bind(run).ExecuteAsync();
    }

    /// <param name="session">A transaction.</param>
    /// <param name="term">What the messages have in common.</param>
    /// <param name="at">Until when; null for now.</param>
    /// <param name="by">Who asked.</param>
    public static Task<int> EraseAsync(Session session, long term, long? at, string by) =>
        session.Prepare(
            """
            INSERT INTO message_erasure AS e (term, at, by) VALUES($1, coalesce($2, clock()), $3)
            ON CONFLICT (term) DO UPDATE SET at = greatest(e.at, excluded.at), by = excluded.by
            """)
            .Bind(term).Bind(at).Bind(by).ExecuteAsync();

    public static Statement Erasures(Session session) => session.Prepare("SELECT term, at, by FROM message_erasure ORDER BY term");

    public static StoreItem ReadErasure(NpgsqlDataReader row) => new MessageErasureItem(row.Long(0), row.Time(1), row.Text(2));

    private static Task<int> InsertAsync(Session session, List<(FollowedRun Run, IndexedMessage Indexed)> messages) =>
        session.Prepare(
            """
            INSERT INTO message(tenant, at, run, seq, part, direction, role, kind, agent, node, text, terms)
            SELECT tenant, at, run, seq, part, direction, role, kind, nullif(agent, ''), nullif(node, ''), text, terms::bigint[]
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) WITH ORDINALITY
              AS t(tenant, at, run, seq, part, direction, role, kind, agent, node, text, terms, number)
            WHERE NOT EXISTS (SELECT 1 FROM message_erasure e WHERE e.term = ANY(t.terms::bigint[]) AND e.at >= t.at)
            ORDER BY at, number ON CONFLICT (run, seq, part) DO NOTHING
            """)
            .Bind(messages.ConvertAll(one => MessageTerms.Tenant(one.Run.Run.Tenant))).Bind(messages.ConvertAll(one => one.Indexed.Message.At.ToUnixTimeMilliseconds()))
            .Bind(messages.ConvertAll(one => one.Run.Key)).Bind(messages.ConvertAll(one => (long)one.Indexed.Message.Seq))
            .Bind(messages.ConvertAll(one => (long)one.Indexed.Message.Part)).Bind(messages.ConvertAll(one => (long)one.Indexed.Message.Direction))
            .Bind(messages.ConvertAll(one => (long)one.Indexed.Message.Role)).Bind(messages.ConvertAll(one => (long)one.Indexed.Message.Kind))
            .Bind(messages.ConvertAll(one => one.Indexed.Message.Agent ?? "")).Bind(messages.ConvertAll(one => one.Indexed.Message.Node ?? ""))
            .Bind(messages.ConvertAll(one => one.Indexed.Message.Text)).Bind(messages.ConvertAll(one => Literal(one.Indexed.Terms)))
            .ExecuteAsync();

    /// <summary>Arrays of different lengths do not make an array.</summary>
    private static string Literal(IReadOnlyList<long> terms) =>
        $"{{{string.Join(',', terms.Select(term => term.ToString(CultureInfo.InvariantCulture)))}}}";
}
