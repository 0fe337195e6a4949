using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Timers;

/// <summary>Wakes runs whose time has come. Sleeps until the next one is due; a run that parks with an earlier time shortens the sleep.</summary>
internal sealed partial class TimerLoop(IStore store, ClaimLoop claims, TimeProvider time, ILogger<TimerLoop> log)
{
    private const int BatchSize = 1_000;

    /// <summary>The longest sleep: a store that several servers share may get earlier times from others.</summary>
    private static readonly TimeSpan MaxSleep = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _earlier = new(0, 1);
    private long _sleepsUntil = long.MaxValue;

    public void Parked(DateTimeOffset? wakeAt)
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
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var woken = await store.Runs.WakeDueAsync(BatchSize, stopping);
                if (woken.Woken > 0) claims.Nudge();
                if (woken.Woken == BatchSize) continue;
                await SleepAsync(woken.NextDue is { } next && next < MaxSleep ? next : MaxSleep, stopping);
            }
            catch (OperationCanceledException)
            {
                // The server stops.
            }
            catch (Exception exception)
            {
                LogFailed(exception);
                await Task.Delay(MaxSleep, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SleepAsync(TimeSpan sleep, CancellationToken stopping)
    {
        if (sleep <= TimeSpan.Zero) return;
        Volatile.Write(ref _sleepsUntil, (time.GetUtcNow() + sleep).UtcTicks);
        using var alarm = new CancellationTokenSource(sleep, time);
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
