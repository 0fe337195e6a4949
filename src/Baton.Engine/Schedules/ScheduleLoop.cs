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
        var (fired, stuck) = (0, 0);
        while (true)
        {
            // Those of which nothing came stay first in the index; they must not hide what comes after them.
            var first = await records.FirstAsync(stuck, BatchSize, stopping);
            var now = clock.GetUtcNow();
            var due = first.TakeWhile(entry => entry.At <= now).ToList();
            var left = await FireAsync(due, now, stopping);
            (fired, stuck) = (fired + due.Count - left, stuck + left);
            if (due.Count == BatchSize) continue;

            // What was fired may be due again already.
            if (fired > 0) return TimeSpan.Zero;
            return due.Count < first.Count && first[due.Count].At - now < MaxSleep ? first[due.Count].At - now : MaxSleep;
        }
    }

    /// <returns>How many of them are still there.</returns>
    private async ValueTask<int> FireAsync(List<DueSchedule> due, DateTimeOffset now, CancellationToken stopping)
    {
        var stuck = 0;
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (entry, token) =>
        {
            if (!await firing.FireAsync(entry, now, token)) Interlocked.Increment(ref stuck);
        });
        return stuck;
    }

    [LoggerMessage(EventId = 112, Level = LogLevel.Error, Message = "Due schedules could not be read; trying again.")]
    private partial void LogFailed(Exception exception);
}
