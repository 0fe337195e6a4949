using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Timers;

/// <summary>
/// Watches for runs whose time has come. Sleeps until the next one is due; a run that parks with an earlier time shortens the sleep. Due
/// runs are left to whoever claims runs, which takes them straight from their timers. Where no place was found for any of them for a
/// while they become pending, so that they are seen, counted, and taken by other servers.
/// </summary>
internal sealed partial class TimerLoop(EngineParts parts, RunDispatcher dispatcher, ILogger<TimerLoop> log) : IEngineLoop
{
    /// <summary>Few, so that a server that falls behind for a moment does not put a whole herd in line.</summary>
    private const int BatchSize = 256;

    /// <summary>The longest sleep: a store that several servers share may get earlier times from others.</summary>
    private static readonly TimeSpan MaxSleep = TimeSpan.FromSeconds(1);

    /// <summary>How often is looked while runs fall due one after another: those of a moment are claimed together.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>How long due runs are left for a place here; as long again before the next of them stand in line.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Signal _earlier = new();
    private long _sleepsUntil = long.MaxValue;
    private long _progressAt;
    private long _brought;

    public async Task RunAsync(CancellationToken stopping)
    {
        parts.Parked = Parked;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                // What is due is due from the moment of the look, however long that took.
                var lookedAt = parts.Time.GetTimestamp();
                var sleep = await LookAsync(stopping);
                await SleepAsync(sleep - parts.Time.GetElapsedTime(lookedAt), stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The server stops.
            }
            catch (Exception exception)
            {
                LogFailed(exception);
                await Task.Delay(MaxSleep, parts.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Parked(DateTimeOffset? wakeAt)
    {
        if (wakeAt is { } due && due.UtcTicks < Volatile.Read(ref _sleepsUntil)) _earlier.Set();
    }

    /// <returns>How long to sleep.</returns>
    private async ValueTask<TimeSpan> LookAsync(CancellationToken stopping)
    {
        var outcome = await parts.Store.Runs.WakeDueAsync(IsStuck() ? BatchSize : 0, null, stopping);
        if (outcome.Woken > 0) parts.Nudge();
        if (outcome.NextDue is not { } next || next > TimeSpan.Zero)
        {
            parts.IsDue = false;
            return outcome.NextDue < MaxSleep ? outcome.NextDue.Value : MaxSleep;
        }

        if (!parts.IsDue) (parts.IsDue, _progressAt) = (true, parts.Time.GetTimestamp());
        parts.Look();
        return Tick;
    }

    /// <summary>True where due runs found no place for a while.</summary>
    private bool IsStuck()
    {
        if (!parts.IsDue) return false;
        var isStuck = dispatcher.Brought == _brought;
        if (isStuck && parts.Time.GetElapsedTime(_progressAt) < Patience) return false;
        (_brought, _progressAt) = (dispatcher.Brought, parts.Time.GetTimestamp());
        return isStuck;
    }

    private async Task SleepAsync(TimeSpan sleep, CancellationToken stopping)
    {
        if (sleep <= TimeSpan.Zero) return;
        Volatile.Write(ref _sleepsUntil, (parts.Time.GetUtcNow() + sleep).UtcTicks);
        await _earlier.WaitAsync(sleep, parts.Time, stopping);
        Volatile.Write(ref _sleepsUntil, long.MaxValue);
    }

    [LoggerMessage(EventId = 106, Level = LogLevel.Error, Message = "Due runs could not be woken; trying again.")]
    private partial void LogFailed(Exception exception);
}
