using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Hosting;

/// <summary>Removes notes of requests with an idempotency key that are older than such a request may be repeated.</summary>
internal sealed partial class NoteExpiry(IStore store, EngineOptions options, TimeProvider time, ILogger<NoteExpiry> log) : IEngineLoop
{
    private const int BatchSize = 500;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken stopping)
    {
        if (options.IdempotencyRetention is not { } age) return;
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
            while (await store.Records.PruneAsync(RecordCollections.Idempotency, age, BatchSize, stopping) == BatchSize)
            {
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 133, Level = LogLevel.Error, Message = "Old idempotency notes could not be removed; trying again in a minute.")]
    private partial void LogFailed(Exception exception);
}
