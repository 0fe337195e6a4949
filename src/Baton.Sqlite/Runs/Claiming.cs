using Baton.Engine.Stores;
using Baton.Sqlite.Servers;
using Baton.Sqlite.Writing;

namespace Baton.Sqlite.Runs;

/// <summary>Hands pending runs to servers and brings parked ones back in time.</summary>
internal static class Claiming
{
    public static IReadOnlyList<ClaimedRun> Claim(WriteSession session, RunClaim claim)
    {
        var claimed = new List<ClaimedRun>();
        if (!SqliteServers.IsAlive(session.Connection, claim.Owner))
        {
            return claimed;
        }

        if (claim.Run is { } wanted)
        {
            return [.. One(session, wanted).Select(run => Take(session, run, claim.Owner))];
        }

        foreach (var (pool, count) in claim.Pools)
        {
            RunFlow? after = claim.After.TryGetValue(pool, out var last) ? last : null;
            var turns = new PendingTurns(session, pool);
            claimed.AddRange(turns.Next(count, after).Select(run => Take(session, run, claim.Owner)));
        }

        return claimed;
    }

    private static List<PendingRun> One(WriteSession session, Guid wanted) =>
        session.Prepare(
            """
            SELECT key, max(updated_at, coalesce(wake_at, 0)) FROM run
            WHERE id = ?1 AND status = 0 AND is_queued = 0 AND (wake_at IS NULL OR wake_at <= ?2)
            """)
            .Bind(1, wanted).Bind(2, session.Now).All(PendingRun.Read);

    public static WakeOutcome WakeDue(WriteSession session, int limit, RunClaim? claim)
    {
        var now = session.Now;
        var claimed = claim is null || limit == 0 ? [] : TakeDue(session, limit, claim);
        var woken = session.Prepare(
            """
            UPDATE run SET status = 0, wake_at = NULL, updated_at = ?1
            WHERE key IN (SELECT key FROM run WHERE wake_at <= ?1 ORDER BY wake_at, key LIMIT ?2)
            """)
            .Bind(1, now).Bind(2, limit - claimed.Count).Execute();
        var next = session.Prepare("SELECT min(wake_at) FROM run WHERE wake_at IS NOT NULL").First(row => row.LongOrNull(0));
        return new(woken, next is { } due ? TimeSpan.FromMilliseconds(Math.Max(0, due - now)) : null) { Claimed = claimed };
    }

    /// <summary>Of the runs that are due those that find a place in a pool in which nothing is pending.</summary>
    private static List<ClaimedRun> TakeDue(WriteSession session, int limit, RunClaim claim)
    {
        if (!SqliteServers.IsAlive(session.Connection, claim.Owner))
        {
            return [];
        }

        var places = claim.Pools.Where(pool => !IsPending(session, pool.Key)).ToDictionary(StringComparer.Ordinal);
        var claimed = new List<ClaimedRun>();
        foreach (var (run, pool, isQueued) in session.Prepare(
            "SELECT key, max(updated_at, wake_at), pool, is_queued FROM run WHERE wake_at <= ?1 ORDER BY wake_at, key LIMIT ?2")
            .Bind(1, session.Now).Bind(2, limit).All(row => (PendingRun.Read(row), row.Text(2), row.Long(3) != 0)))
        {
            if (isQueued || places.GetValueOrDefault(pool) is not (> 0 and var left)) continue;
            places[pool] = left - 1;
            claimed.Add(Take(session, run, claim.Owner));
        }

        return claimed;
    }

    private static bool IsPending(WriteSession session, string pool) =>
        session.Prepare("SELECT 1 FROM run WHERE pool = ?1 AND status = 0 AND is_queued = 0 AND wake_at IS NULL LIMIT 1").Bind(1, pool).First(_ => true);

    private static ClaimedRun Take(WriteSession session, PendingRun pending, long owner)
    {
        var now = session.Now;
        session.Prepare("UPDATE run SET status = 1, owner = ?2, epoch = epoch + 1, wake_at = NULL, updated_at = ?3 WHERE key = ?1")
            .Bind(1, pending.Key).Bind(2, owner).Bind(3, now).Execute();
        var run = RunRows.FindKeyed(session.Connection, pending.Key)!.Row;
        session.SetTail(pending.Key, run.Seq);
        return new(run, new(run.Id, pending.Key, owner, run.Epoch), TimeSpan.FromMilliseconds(now - pending.Since));
    }
}
