using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Baton.Postgres.Servers;
using Npgsql;

namespace Baton.Postgres.Runs;

/// <summary>Brings runs back whose time has come.</summary>
internal static class Waking
{
    // One statement: a run whose row somebody else holds is passed over, and of one that has changed meanwhile the newest row is looked at
    // again. Under its lock nobody else changes its rows in timer and ready. '+ 0' keeps the planner from going through the runs
    // and from looking for their timers.
    private const string Wake =
        $"""
        WITH c AS MATERIALIZED (SELECT clock() AS now),
        due AS MATERIALIZED (
          SELECT t.wake_at, t.run, r.pool, r.status, r.is_queued, r.updated_at FROM timer t JOIN run r ON r.key = t.run + 0
          WHERE t.wake_at <= (SELECT now FROM c) AND (t.wake_at, t.run) > ($4, $5) AND r.wake_at + 0 = t.wake_at
          ORDER BY t.wake_at, t.run LIMIT $1 FOR UPDATE OF r SKIP LOCKED),
        room AS MATERIALIZED (
          SELECT p.pool, p.places FROM unnest($2, $3) AS p(pool, places)
          WHERE NOT EXISTS (SELECT 1 FROM ready y WHERE y.pool = p.pool AND y.not_before IS NULL)),
        placed AS MATERIALIZED (
          SELECT d.*, NOT d.is_queued
            AND row_number() OVER (PARTITION BY d.pool, d.is_queued ORDER BY d.wake_at, d.run) <= coalesce((SELECT m.places FROM room m WHERE m.pool = d.pool), 0)
            AS taken
          FROM due d),
        gone AS (DELETE FROM timer t USING placed d WHERE t.wake_at = d.wake_at AND t.run = d.run),
        unready AS (DELETE FROM ready y USING placed d WHERE y.run = d.run AND d.taken AND d.status = 0),
        woken AS (
          UPDATE run r SET status = CASE WHEN d.taken THEN 1 ELSE 0 END, owner = CASE WHEN d.taken THEN $6 END,
            epoch = r.epoch + CASE WHEN d.taken THEN 1 ELSE 0 END, wake_at = NULL, updated_at = c.now
          FROM placed d, c WHERE r.key = d.run
          RETURNING {RunRows.Columns}, r.has_inbox, d.taken, d.wake_at AS due_at, greatest(d.wake_at, d.updated_at) AS since),
        waits AS (
          INSERT INTO ready(run, pool, flow) SELECT key, pool, tenant || ' ' || graph FROM woken WHERE NOT taken AND NOT is_queued
          ON CONFLICT (run) DO UPDATE SET not_before = NULL, since = excluded.since)
        SELECT * FROM woken
        """;

    private static readonly TimeSpan Blocked = TimeSpan.FromMilliseconds(10);

    /// <summary>How long until the next is due.</summary>
    public static async Task<TimeSpan?> NextDueAsync(Session session, DuePlace from)
    {
        var next = await session.Prepare("SELECT wake_at, clock() FROM timer WHERE (wake_at, run) > ($1, $2) ORDER BY wake_at, run LIMIT 1").Bind(from.At).Bind(from.Run)
            .FirstAsync(row => ((DateTimeOffset At, DateTimeOffset Now)?)(row.Time(0), row.Time(1)));
        return next is { } first ? RunRules.Until(first.At, first.Now) : null;
    }

    /// <summary>Wakes and claims.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="claim">The places for them, or null.</param>
    /// <param name="from">Where to begin.</param>
    /// <returns>What came of it, and the place of the last one; null where there was none.</returns>
    public static async Task<(WakeOutcome Outcome, DuePlace? Last)> WakeAsync(Session session, int limit, RunClaim? claim, DuePlace from)
    {
        var isAlive = claim is not null && await PostgresServers.IsAliveAsync(session, claim.Owner);
        var owner = isAlive ? claim!.Owner : 0;
        List<KeyValuePair<string, int>> places = isAlive ? [.. claim!.Pools] : [];
        var woken = await session.Prepare(Wake)
            .Bind(limit).Bind([.. places.Select(pool => pool.Key)]).Bind([.. places.Select(pool => (long)pool.Value)]).Bind(from.At).Bind(from.Run).Bind(owner)
            .AllAsync(row => Woken.Read(row, owner));
        woken.Sort(static (one, other) => DuePlace.Compare(one.Place, other.Place));
        var claimed = woken.FindAll(run => run.Claimed is not null).ConvertAll(run => run.Claimed!);
        await ClaimedJournals.AddAsync(session, claimed);
        DuePlace? last = woken.Count > 0 ? woken[^1].Place : null;
        var next = await NextDueAsync(session, last ?? from);

        // What is due still, and was not had, is locked by somebody: it is looked at again after a while, not at once.
        if (woken.Count < limit && next == TimeSpan.Zero) next = Blocked;
        var outcome = new WakeOutcome(woken.Count - claimed.Count, next) { Claimed = claimed };
        return (woken.Count == 0 ? session.Discard(outcome) : outcome, last);
    }

    /// <summary>A run that was woken.</summary>
    private sealed record Woken(DuePlace Place, ClaimedRun? Claimed)
    {
        public static Woken Read(NpgsqlDataReader row, long owner)
        {
            var run = RunRows.ReadKeyed(row);
            var claimed = row.Bool(28)
                ? new ClaimedRun(run.Row, new(run.Row.Id, run.Key, owner, run.Row.Epoch), run.Row.UpdatedAt - row.Time(30)) { IsInboxEmpty = !row.Bool(27) }
                : null;
            return new(new(row.Long(29), run.Key), claimed);
        }
    }
}
