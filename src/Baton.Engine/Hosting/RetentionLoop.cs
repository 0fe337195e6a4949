using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Hosting;

/// <summary>Removes runs that ended long ago, where a retention time is configured.</summary>
internal sealed partial class RetentionLoop(IStore store, EngineOptions options, TimeProvider time, ILogger<RetentionLoop> log) : IEngineLoop
{
    private const int BatchSize = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        if (options.Retention is not { } age) return;
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await PruneAsync(age, stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task PruneAsync(TimeSpan age, CancellationToken stopping)
    {
        try
        {
            while (await store.Runs.PruneAsync(age, BatchSize, stopping) == BatchSize)
            {
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Old runs could not be removed; trying again in a minute.")]
    private partial void LogFailed(Exception exception);
}
