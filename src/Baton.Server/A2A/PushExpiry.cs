using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Baton.Server.A2A;

/// <summary>Removes push notification configurations that nobody has used for long: their tasks are over, and they hold secrets.</summary>
internal sealed partial class PushExpiry(IStore store, IOptions<A2AOptions> options, TimeProvider time, ILogger<PushExpiry> log) : IEngineLoop
{
    private const int BatchSize = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await PruneAsync(stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task PruneAsync(CancellationToken stopping)
    {
        try
        {
            while (await store.Records.PruneAsync(PushConfigs.Collection, options.Value.PushRetention, BatchSize, stopping) == BatchSize)
            {
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 660, Level = LogLevel.Error, Message = "Old push notification configurations could not be removed; trying again later.")]
    private partial void LogFailed(Exception exception);
}
