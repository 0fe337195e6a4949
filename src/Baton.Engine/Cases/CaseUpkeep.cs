using Baton.Engine.Analytics;
using Baton.Engine.Hosting;
using Baton.Engine.Servers;
using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Cases;

/// <summary>Counts cases that have changed, marks the minute, and removes old cases where a retention time is configured.</summary>
internal sealed partial class CaseUpkeep(IStore store, EngineOptions options, Uptime uptime, StoreClock time, ILogger<CaseUpkeep> log) : IEngineLoop
{
    /// <summary>Of one commit, which holds these rows up, and with them all writers of a store that has one.</summary>
    private const int MostAtOnce = 50;

    private const int MostBatches = 400;
    private const int PassesPerPruning = 6;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            for (var pass = 0; await timer.WaitForNextTickAsync(stopping); pass++) await PassAsync(pass % PassesPerPruning == 0, stopping);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    /// <summary>One pass; each kind for itself.</summary>
    public async Task PassAsync(bool prunes, CancellationToken stopping)
    {
        await AttemptAsync(async () => await uptime.MarkAsync(time.GetUtcNow(), stopping));
        await AttemptAsync(() => RepeatAsync(() => store.Cases.FoldAsync(MostAtOnce, stopping)));
        if (!prunes || options.CaseRetention is not { } age) return;
        await AttemptAsync(() => RepeatAsync(() => store.Cases.PruneAsync(age, MostAtOnce, stopping)));
        await AttemptAsync(() => RepeatAsync(() => store.Records.PruneAsync(FeedbackRecords.Collection, age, MostAtOnce, stopping)));
    }

    private static async Task RepeatAsync(Func<ValueTask<int>> work)
    {
        for (var batch = 0; batch < MostBatches && await work() == MostAtOnce; batch++)
        {
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

    [LoggerMessage(EventId = 602, Level = LogLevel.Warning, Message = "Cases could not be counted or cleared up; trying again in a few seconds.")]
    private partial void LogFailed(Exception exception);
}
