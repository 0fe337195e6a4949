using Baton.Engine.Stores;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Runs;

/// <summary>What may be claimed now, and what is woken when. The caller holds the run's row.</summary>
internal static class Schedule
{
    public static Task MakeReadyAsync(Session session, long run, RunRow row, DateTimeOffset? notBefore) =>
        session.Prepare(
            """
            INSERT INTO ready(run, pool, flow, not_before) VALUES($1, $2, $3, $4)
            ON CONFLICT (run) DO UPDATE SET not_before = excluded.not_before, since = excluded.since
            """)
            .Bind(run).Bind(row.Pool).Bind(FlowText.Of(new(row.Tenant, row.Graph))).Bind(notBefore).ExecuteAsync();

    public static async Task SetTimerAsync(Session session, long run, DateTimeOffset? wakeAt)
    {
        if (wakeAt is { } at)
        {
            await session.Prepare("INSERT INTO timer(wake_at, run) VALUES($1, $2) ON CONFLICT DO NOTHING").Bind(at).Bind(run).ExecuteAsync();
        }
    }

    public static async Task UnsetTimerAsync(Session session, long run, DateTimeOffset? wakeAt)
    {
        if (wakeAt is { } at)
        {
            await session.Prepare("DELETE FROM timer WHERE wake_at = $1 AND run = $2").Bind(at).Bind(run).ExecuteAsync();
        }
    }

    /// <summary>Puts a row where its status says, in a place where it was not before.</summary>
    public static async Task PlaceAsync(Session session, long run, RunRow row)
    {
        if (row is { Status: Engine.Runs.RunStatus.Pending, Queued: false })
        {
            await MakeReadyAsync(session, run, row, row.WakeAt);
        }

        await SetTimerAsync(session, run, row.WakeAt);
    }
}
