using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Baton.Postgres.Servers;

namespace Baton.Postgres.Runs;

/// <summary>Hands pending runs to servers. First the runs' rows are locked, where nobody else holds
/// them; what is then seen is what holds.</summary>
internal static class Claiming
{
    // Seeks the flows after the last one, round to where it began and no more than there are places; each gives its part of the places.
    // Without BETWEEN and '+ 0' the order may be had from the keys' own indexes, with every other flow or every ended run in the way.
    private const string Lock =
        """
        WITH RECURSIVE turn(flow, first, place) AS (
          SELECT f.flow, f.flow, 1 FROM (SELECT coalesce(
            (SELECT y.flow FROM ready y WHERE y.pool = $1 AND y.not_before IS NULL AND y.flow > $3 ORDER BY y.flow LIMIT 1),
            (SELECT y.flow FROM ready y WHERE y.pool = $1 AND y.not_before IS NULL ORDER BY y.flow LIMIT 1)) AS flow) f
          WHERE f.flow IS NOT NULL
          UNION ALL
          SELECT n.flow, t.first, t.place + 1 FROM turn t CROSS JOIN LATERAL (SELECT coalesce(
            (SELECT y.flow FROM ready y WHERE y.pool = $1 AND y.not_before IS NULL AND y.flow > t.flow ORDER BY y.flow LIMIT 1),
            (SELECT y.flow FROM ready y WHERE y.pool = $1 AND y.not_before IS NULL ORDER BY y.flow LIMIT 1)) AS flow) n
          WHERE t.place < $2 AND n.flow <> t.first),
        part AS (SELECT ($2 + count(*) - 1) / greatest(count(*), 1) AS places FROM turn)
        SELECT l.run, l.since, t.place, p.places FROM turn t CROSS JOIN part p CROSS JOIN LATERAL (
          SELECT y.run, r.updated_at AS since FROM ready y JOIN run r ON r.key = y.run + 0
          WHERE y.pool = $1 AND y.not_before IS NULL AND y.flow BETWEEN t.flow AND t.flow AND r.status = 0 AND NOT r.is_queued
          ORDER BY y.flow, y.run LIMIT p.places FOR UPDATE OF r SKIP LOCKED) l
        """;

    private const string LockDue =
        """
        SELECT y.run, greatest(r.updated_at, y.not_before), 0, 0::bigint FROM ready y JOIN run r ON r.key = y.run + 0
        WHERE y.pool = $1 AND y.not_before <= (SELECT clock()) AND r.status = 0 AND NOT r.is_queued
        ORDER BY y.not_before, y.run LIMIT $2 FOR UPDATE OF r SKIP LOCKED
        """;

    private const string LockOne =
        """
        SELECT y.run, greatest(r.updated_at, y.not_before), 0, 0::bigint FROM ready y JOIN run r ON r.key = y.run
        WHERE r.id = $1 AND (y.not_before IS NULL OR y.not_before <= (SELECT clock())) AND r.status = 0 AND NOT r.is_queued
        FOR UPDATE OF r SKIP LOCKED
        """;

    private const string Take =
        $"""
        WITH gone AS (DELETE FROM ready y USING run q WHERE y.run = ANY($1) AND q.key = y.run RETURNING y.run),
        untimed AS (DELETE FROM timer t USING run q WHERE q.key = ANY($1) AND t.wake_at = q.wake_at AND t.run = q.key)
        UPDATE run r SET status = 1, owner = $2, epoch = r.epoch + 1, wake_at = NULL, updated_at = clock()
        WHERE r.key = ANY($1) AND r.status = 0 AND NOT r.is_queued AND r.owner IS NULL
        RETURNING {RunRows.Columns}, r.has_inbox
        """;

    public static async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(Session session, RunClaim claim)
    {
        var claimed = new List<ClaimedRun>();
        if (!await PostgresServers.IsAliveAsync(session, claim.Owner))
        {
            return session.Discard(claimed);
        }

        if (claim.Run is { } wanted)
        {
            claimed.AddRange(await TakeAsync(session, await session.Prepare(LockOne).Bind(wanted).AllAsync(LockedRun.Read), claim.Owner));
        }

        foreach (var (pool, count) in claim.Pools)
        {
            claimed.AddRange(await TakeInTurnAsync(session, pool, count, claim));
        }

        if (claimed.Count == 0)
        {
            return session.Discard(claimed);
        }

        await ClaimedJournals.AddAsync(session, claimed);
        return claimed;
    }

    private static async Task<List<ClaimedRun>> TakeInTurnAsync(Session session, string pool, int count, RunClaim claim)
    {
        var claimed = new List<ClaimedRun>();
        var last = claim.After.TryGetValue(pool, out var flow) ? FlowText.Of(flow) : "";
        for (var isOver = false; claimed.Count < count && !isOver;)
        {
            var locked = await session.Prepare(Lock).Bind(pool).Bind(count - claimed.Count).Bind(last).AllAsync(LockedRun.Read);
            var turns = LockedRun.InTurn(locked).Take(count - claimed.Count).ToList();
            claimed.AddRange(await TakeAsync(session, turns, claim.Owner));
            if (claimed.Count > 0) last = FlowText.Of(new(claimed[^1].Run.Tenant, claimed[^1].Run.Graph));

            // Where no flow had as many as its part, all of them are exhausted.
            isOver = locked.CountBy(run => run.Place).All(gave => gave.Value < locked[0].Places);
        }

        if (claimed.Count < count)
        {
            var due = await session.Prepare(LockDue).Bind(pool).Bind(count - claimed.Count).AllAsync(LockedRun.Read);
            claimed.AddRange(await TakeAsync(session, due, claim.Owner));
        }

        return claimed;
    }

    private static async Task<IEnumerable<ClaimedRun>> TakeAsync(Session session, List<LockedRun> locked, long owner)
    {
        if (locked.Count == 0)
        {
            return [];
        }

        var runs = (await session.Prepare(Take).Bind([.. locked.Select(run => run.Key)]).Bind(owner).AllAsync(row => (Run: RunRows.ReadKeyed(row), HasInbox: row.Bool(27))))
            .ToDictionary(taken => taken.Run.Key);
        return locked.Where(run => runs.ContainsKey(run.Key)).Select(run => Claimed(runs[run.Key].Run, runs[run.Key].HasInbox, run.Since, owner));
    }

    private static ClaimedRun Claimed(KeyedRun run, bool hasInbox, DateTimeOffset since, long owner) =>
        new(run.Row, new(run.Row.Id, run.Key, owner, run.Row.Epoch), run.Row.UpdatedAt - since) { IsInboxEmpty = !hasInbox };
}
