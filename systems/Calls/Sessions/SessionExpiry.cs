using Baton.Calls.Telemetry;
using Baton.Engine.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Calls.Sessions;

/// <summary>Removes sessions for which no turn has come for their time. Looks at those that are due and at no others.</summary>
internal sealed partial class SessionExpiry(SessionIndex index, SessionRemoval removal, Session sessions, TimeProvider time, ILogger<SessionExpiry> log)
    : IEngineLoop
{
    private const int BatchSize = 256;
    private const int AtOnce = 8;
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_rest, time);
        try
        {
            do
            {
                await AttemptAsync(stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    /// <summary>Looks at all sessions that are due.</summary>
    /// <returns>How many were removed.</returns>
    public async Task<int> SweepAsync(CancellationToken stopping)
    {
        var (removed, kept) = (0, 0);
        while (true)
        {
            // Those that could not be dealt with stay first in the index; they must not hide what comes after them.
            var first = await index.FirstAsync(kept, BatchSize, stopping);
            var due = first.TakeWhile(session => session.At <= sessions.Now).ToList();
            await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (session, token) =>
            {
                var outcome = await LookAsync(session, token);
                if (outcome == Look.Removed) Interlocked.Increment(ref removed);
                if (outcome == Look.Failed) Interlocked.Increment(ref kept);
            });
            if (due.Count < BatchSize) return removed;
        }
    }

    private async ValueTask<Look> LookAsync(DueSession due, CancellationToken stopping)
    {
        try
        {
            if (await sessions.ThreadAsync(due.Tenant, due.Call, stopping) is not { } thread)
            {
                await index.RemoveAsync(due, stopping);
                return Look.Gone;
            }

            if (sessions.IsExpired(thread) && await removal.RemoveAsync(due.Tenant, due.Call, sessions.Expiry, stopping))
            {
                await index.RemoveAsync(due, stopping);
                CallMeasures.Expired(1);
                return Look.Removed;
            }

            // A turn came meanwhile, or is under way: by then it will have been idle long enough, if nothing else comes.
            var later = thread.ActiveRun is null && sessions.EndOf(thread) > due.At ? sessions.EndOf(thread) : sessions.FirstLook();
            await index.MoveAsync(due, later, stopping);
            return Look.Gone;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
            return Look.Failed;
        }
    }

    private async Task AttemptAsync(CancellationToken stopping)
    {
        try
        {
            await SweepAsync(stopping);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
        }
    }

    private enum Look
    {
        Gone,
        Removed,
        Failed,
    }

    [LoggerMessage(EventId = 720, Level = LogLevel.Error, Message = "Expired sessions of calls could not be removed; trying again in a moment.")]
    private partial void LogFailed(Exception exception);
}
