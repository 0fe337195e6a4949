using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Timers;

/// <summary>Wakes runs whose time has come. Sleeps until the next one is due; a run that parks with an earlier time shortens the sleep.</summary>
internal sealed partial class TimerLoop(EngineParts parts, ILogger<TimerLoop> log) : IEngineLoop
{
    private const int BatchSize = 1_000;

    /// <summary>The longest sleep: a store that several servers share may get earlier times from others.</summary>
    private static readonly TimeSpan MaxSleep = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _earlier = new(0, 1);
    private long _sleepsUntil = long.MaxValue;

    private void Parked(DateTimeOffset? wakeAt)
    {
        if (wakeAt is not { } due || due.UtcTicks >= Volatile.Read(ref _sleepsUntil) || _earlier.CurrentCount > 0) return;
        try
        {
            _earlier.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another run parked in the same moment.
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        parts.Parked = Parked;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var woken = await parts.Store.Runs.WakeDueAsync(BatchSize, stopping);
                if (woken.Woken > 0) parts.Nudge();
                if (woken.Woken == BatchSize) continue;
                await SleepAsync(woken.NextDue is { } next && next < MaxSleep ? next : MaxSleep, stopping);
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

    private async Task SleepAsync(TimeSpan sleep, CancellationToken stopping)
    {
        if (sleep <= TimeSpan.Zero) return;
        Volatile.Write(ref _sleepsUntil, (parts.Time.GetUtcNow() + sleep).UtcTicks);
        using var alarm = new CancellationTokenSource(sleep, parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, alarm.Token);
        try
        {
            await _earlier.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // The alarm.
        }
        finally
        {
            Volatile.Write(ref _sleepsUntil, long.MaxValue);
        }
    }

    [LoggerMessage(EventId = 106, Level = LogLevel.Error, Message = "Due runs could not be woken; trying again.")]
    private partial void LogFailed(Exception exception);
}
