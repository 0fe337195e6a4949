using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Baton.Postgres.Servers;

namespace Baton.Postgres.Runs;

/// <summary>Hands pending runs to servers and brings parked ones back in time. First the runs' rows are locked, where nobody else holds
/// them; what is then seen is what holds.</summary>
internal static class Claiming
{
    private const string Lock =
        """
        WITH now_ready AS (
          SELECT y.run FROM ready y JOIN run r ON r.key = y.run
          WHERE y.pool = $1 AND y.not_before IS NULL AND r.status = 0 AND NOT r.is_queued
          ORDER BY y.run LIMIT $2 FOR UPDATE OF r SKIP LOCKED),
        due AS (
          SELECT y.run FROM ready y JOIN run r ON r.key = y.run
          WHERE y.pool = $1 AND y.not_before <= (SELECT clock()) AND r.status = 0 AND NOT r.is_queued
          ORDER BY y.not_before, y.run LIMIT $2 FOR UPDATE OF r SKIP LOCKED)
        SELECT run FROM (SELECT run FROM now_ready UNION SELECT run FROM due) both_kinds ORDER BY run LIMIT $2
        """;

    private const string LockOne =
        """
        SELECT y.run FROM ready y JOIN run r ON r.key = y.run
        WHERE r.id = $1 AND (y.not_before IS NULL OR y.not_before <= (SELECT clock())) AND r.status = 0 AND NOT r.is_queued
        FOR UPDATE OF r SKIP LOCKED
        """;

    private const string Take =
        $"""
        WITH gone AS (DELETE FROM ready y USING run q WHERE y.run = ANY($1) AND q.key = y.run RETURNING y.run),
        untimed AS (DELETE FROM timer t USING run q WHERE q.key = ANY($1) AND t.wake_at = q.wake_at AND t.run = q.key)
        UPDATE run r SET status = 1, owner = $2, epoch = r.epoch + 1, wake_at = NULL, updated_at = clock()
        WHERE r.key = ANY($1) AND r.status = 0 AND NOT r.is_queued AND r.owner IS NULL
        RETURNING {RunRows.Columns}
        """;

    private const string LockDue =
        """
        SELECT t.run, r.is_queued, r.pool FROM timer t JOIN run r ON r.key = t.run
        WHERE t.wake_at <= (SELECT clock()) AND r.wake_at = t.wake_at ORDER BY t.wake_at, t.run LIMIT $1 FOR UPDATE OF r SKIP LOCKED
        """;

    private const string Wake =
        """
        WITH gone AS (DELETE FROM timer t USING run q WHERE q.key = ANY($1) AND t.wake_at = q.wake_at AND t.run = q.key),
        woken AS (
          UPDATE run r SET status = 0, wake_at = NULL, updated_at = clock() WHERE r.key = ANY($1) AND r.status IN (0, 2, 3)
          RETURNING r.key, r.pool, r.is_queued)
        INSERT INTO ready(run, pool) SELECT key, pool FROM woken WHERE NOT is_queued
        ON CONFLICT (run) DO UPDATE SET not_before = NULL
        """;

    private static readonly TimeSpan Blocked = TimeSpan.FromMilliseconds(10);

    public static async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(Session session, RunClaim claim)
    {
        var claimed = new List<ClaimedRun>();
        if (!await PostgresServers.IsAliveAsync(session, claim.Owner))
        {
            return session.Discard(claimed);
        }

        if (claim.Run is { } wanted)
        {
            claimed.AddRange(await TakeAsync(session, await session.Prepare(LockOne).Bind(wanted).AllAsync(row => row.Long(0)), claim.Owner));
        }

        foreach (var (pool, count) in claim.Pools)
        {
            claimed.AddRange(await TakeAsync(session, await session.Prepare(Lock).Bind(pool).Bind(count).AllAsync(row => row.Long(0)), claim.Owner));
        }

        return claimed.Count == 0 ? session.Discard(claimed) : claimed;
    }

    private static async Task<IEnumerable<ClaimedRun>> TakeAsync(Session session, List<long> keys, long owner)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        var runs = await session.Prepare(Take).Bind(keys).Bind(owner).AllAsync(RunRows.ReadKeyed);
        return runs.OrderBy(run => run.Key).Select(run => new ClaimedRun(run.Row, new(run.Row.Id, run.Key, owner, run.Row.Epoch)));
    }

    public static async Task<WakeOutcome> WakeDueAsync(Session session, int limit)
    {
        var keys = await session.Prepare(LockDue).Bind(limit).AllAsync(row => row.Long(0));
        if (keys.Count > 0)
        {
            await session.Prepare(Wake).Bind(keys).ExecuteAsync();
        }

        var next = await session.Prepare("SELECT wake_at, clock() FROM timer ORDER BY wake_at LIMIT 1")
            .FirstAsync(row => ((DateTimeOffset At, DateTimeOffset Now)?)(row.Time(0), row.Time(1)));
        var outcome = new WakeOutcome(keys.Count, next is { } first ? RunRules.Until(first.At, first.Now) : null);
        if (keys.Count < limit && outcome.NextDue == TimeSpan.Zero)
        {
            // What is due still is locked by somebody: it is looked at again after a while, not at once.
            outcome = outcome with { NextDue = Blocked };
        }

        return keys.Count == 0 ? session.Discard(outcome) : outcome;
    }
}
