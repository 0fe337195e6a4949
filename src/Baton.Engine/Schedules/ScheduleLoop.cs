using Baton.Engine.Hosting;
using Baton.Engine.Servers;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Schedules;

/// <summary>Fires schedules whose time has come by the store's clock. Sleeps until the next one, and never so long that a new one would wait.</summary>
internal sealed partial class ScheduleLoop(ScheduleRecords records, ScheduleFiring firing, StoreClock clock, ILogger<ScheduleLoop> log)
    : IEngineLoop
{
    private const int BatchSize = 256;
    private const int AtOnce = 16;
    private static readonly TimeSpan MaxSleep = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var sleep = await FireDueAsync(stopping);
                if (sleep > TimeSpan.Zero) await Task.Delay(sleep, clock, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The server stops.
            }
            catch (Exception exception)
            {
                LogFailed(exception);
                await Task.Delay(MaxSleep, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>How long to sleep.</returns>
    private async ValueTask<TimeSpan> FireDueAsync(CancellationToken stopping)
    {
        var first = await records.FirstAsync(BatchSize, stopping);
        if (first.Count == 0) return MaxSleep;
        var now = clock.GetUtcNow();
        var due = first.TakeWhile(entry => entry.At <= now).ToList();
        if (due.Count == 0) return first[0].At - now < MaxSleep ? first[0].At - now : MaxSleep;
        var stuck = 0;
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (entry, token) =>
        {
            if (!await firing.FireAsync(entry, now, token)) Interlocked.Increment(ref stuck);
        });
        return stuck == 0 ? TimeSpan.Zero : MaxSleep;
    }

    [LoggerMessage(EventId = 112, Level = LogLevel.Error, Message = "Due schedules could not be read; trying again.")]
    private partial void LogFailed(Exception exception);
}
