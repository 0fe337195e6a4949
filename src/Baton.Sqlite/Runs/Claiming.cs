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
            var one = session.Prepare("SELECT key FROM run WHERE id = ?1 AND status = 0 AND is_queued = 0 AND (wake_at IS NULL OR wake_at <= ?2)")
                .Bind(1, wanted).Bind(2, session.Now).All(row => row.Long(0));
            return [.. one.Select(key => Take(session, key, claim.Owner))];
        }

        foreach (var (pool, count) in claim.Pools)
        {
            var now = session.Now;
            var keys = session.Prepare(
                """
                SELECT key FROM run WHERE pool = ?1 AND status = 0 AND is_queued = 0 AND (wake_at IS NULL OR wake_at <= ?2)
                ORDER BY key LIMIT ?3
                """)
                .Bind(1, pool).Bind(2, now).Bind(3, count).All(row => row.Long(0));
            claimed.AddRange(keys.Select(key => Take(session, key, claim.Owner)));
        }

        return claimed;
    }

    public static WakeOutcome WakeDue(WriteSession session, int limit)
    {
        var now = session.Now;
        var woken = session.Prepare(
            """
            UPDATE run SET status = 0, wake_at = NULL, updated_at = ?1
            WHERE key IN (SELECT key FROM run WHERE wake_at <= ?1 ORDER BY wake_at, key LIMIT ?2)
            """)
            .Bind(1, now).Bind(2, limit).Execute();
        var next = session.Prepare("SELECT min(wake_at) FROM run WHERE wake_at IS NOT NULL").First(row => row.LongOrNull(0));
        return new(woken, next is { } due ? TimeSpan.FromMilliseconds(Math.Max(0, due - now)) : null);
    }

    private static ClaimedRun Take(WriteSession session, long key, long owner)
    {
        session.Prepare("UPDATE run SET status = 1, owner = ?2, epoch = epoch + 1, wake_at = NULL, updated_at = ?3 WHERE key = ?1")
            .Bind(1, key).Bind(2, owner).Bind(3, session.Now).Execute();
        var run = RunRows.FindKeyed(session.Connection, key)!.Row;
        session.SetTail(key, run.Seq);
        return new(run, new(run.Id, key, owner, run.Epoch));
    }
}
