using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Hosting;

/// <summary>Removes what is old, where a retention time is configured: ended runs and idle threads, and old runs of threads that live on.</summary>
/// <remarks>A pass is bounded and consists of short commits, so that writers hardly wait; what it leaves, the next one takes.</remarks>
internal sealed partial class RetentionLoop(IStore store, EngineOptions options, ThreadTrimmer trimmer, TimeProvider time, ILogger<RetentionLoop> log)
    : IEngineLoop
{
    private const int BatchSize = 500;
    private const int MostBatches = 20;
    private const int MostThreads = 200;
    private const int MostLooks = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);
    private ThreadRow? _trimmed;
    private DateTimeOffset _nextRound;

    public async Task RunAsync(CancellationToken stopping)
    {
        if (options.Retention is null && options.ThreadRetention is null) return;
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await PassAsync(stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    /// <summary>One pass.</summary>
    public async Task PassAsync(CancellationToken stopping)
    {
        if (options.Retention is { } idle) await AttemptAsync(() => PruneAsync(idle, stopping));
        if (options.ThreadRetention is { } age) await AttemptAsync(() => TrimAsync(age, stopping));
    }

    private async Task PruneAsync(TimeSpan age, CancellationToken stopping)
    {
        for (var batch = 0; batch < MostBatches && await store.Runs.PruneAsync(age, BatchSize, stopping) >= BatchSize; batch++)
        {
        }
    }

    /// <summary>Goes on with the threads after those of the last pass; begins again, after a rest, once all have been looked at.</summary>
    private async Task TrimAsync(TimeSpan age, CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        if (now < _nextRound) return;
        for (var (looks, trimmed) = (0, 0); looks < MostLooks && trimmed < MostThreads; looks++)
        {
            var aged = await store.Threads.AgedAsync(age / ThreadTrimmer.MarksPerAge, _trimmed, MostThreads, stopping);
            foreach (var thread in aged.Threads)
            {
                _trimmed = thread;
                await AttemptAsync(() => TrimAsync(thread, age, stopping));
            }

            _trimmed = aged.Last;
            trimmed += aged.Threads.Count;
            if (_trimmed is null) break;
        }

        if (_trimmed is not null) return;
        _nextRound = now + (age / 16 < LongestRest ? age / 16 : LongestRest);
    }

    private async Task TrimAsync(ThreadRow thread, TimeSpan age, CancellationToken stopping)
    {
        ThreadRow? present = thread;
        for (var batch = 0; batch < MostBatches && present is not null; batch++)
        {
            if (await trimmer.TrimAsync(present, age, stopping) < ThreadTrimmer.MostAtOnce) return;
            present = await store.Threads.FindAsync(thread.Tenant, thread.Id, stopping);
        }
    }

    private async Task AttemptAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 109, Level = LogLevel.Error, Message = "Old runs could not be removed; trying again in a minute.")]
    private partial void LogFailed(Exception exception);
}
