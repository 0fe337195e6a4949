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
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);
    private readonly ThreadRounds _trims = new(time);
    private readonly ThreadRounds _carries = new(time);

    public async Task RunAsync(CancellationToken stopping)
    {
        if (options.Retention is null && options.ThreadRetention is null && options.ResultRetention is null) return;
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
        if (options.ResultRetention is { } kept) await AttemptAsync(() => ForgetAsync(kept, stopping));
        if (options.ThreadRetention is { } age)
        {
            await AttemptAsync(() => TrimAsync(age, stopping));
            await AttemptAsync(() => CarryAsync(age, stopping));
        }
    }

    private async Task PruneAsync(TimeSpan age, CancellationToken stopping)
    {
        RunReduction? reduction = options.ResultRetention is null ? null : KeptResults.Reduce;
        for (var batch = 0; batch < MostBatches && await store.Runs.PruneAsync(age, BatchSize, reduction, stopping) >= BatchSize; batch++)
        {
        }

        await store.Records.PruneAsync(ThreadNotes.Collection, age, BatchSize, stopping);
    }

    private async Task ForgetAsync(TimeSpan age, CancellationToken stopping)
    {
        for (var batch = 0; batch < MostBatches && await store.Records.PruneAsync(RecordCollections.Results, age, BatchSize, stopping) >= BatchSize; batch++)
        {
        }
    }

    private Task TrimAsync(TimeSpan age, CancellationToken stopping) => _trims.GoOnAsync(
        RestOf(age),
        (after, limit) => store.Threads.AgedAsync(age / ThreadTrimmer.MarksPerAge, after, limit, stopping),
        thread => AttemptAsync(() => RepeatAsync(thread, present => trimmer.TrimAsync(present, age, stopping), stopping)));

    /// <summary>Looks for what is held when sweeping should long have freed it.</summary>
    private Task CarryAsync(TimeSpan age, CancellationToken stopping) => _carries.GoOnAsync(
        RestOf(age),
        (after, limit) => store.Threads.HoldingAsync(age * 1.5, after, limit, stopping),
        thread => AttemptAsync(() => RepeatAsync(thread, present => trimmer.CarryAsync(present, age, stopping), stopping)));

    private static TimeSpan RestOf(TimeSpan age) => age / 16 < LongestRest ? age / 16 : LongestRest;

    private async Task RepeatAsync(ThreadRow thread, Func<ThreadRow, ValueTask<int>> remove, CancellationToken stopping)
    {
        ThreadRow? present = thread;
        for (var batch = 0; batch < MostBatches && present is not null; batch++)
        {
            if (await remove(present) < ThreadTrimmer.MostAtOnce) return;
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
