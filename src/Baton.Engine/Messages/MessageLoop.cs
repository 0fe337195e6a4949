using Baton.Engine.Hosting;
using Baton.Engine.Servers;
using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Messages;

/// <summary>
/// Keeps the message log up to date, and removes what is old. Of the servers of a store one does: it holds the log for a while and says again that
/// it does; where it stops saying so, another one goes on. What one writes that no longer holds it is refused by the store.
/// </summary>
internal sealed partial class MessageLoop(IStore store, ServerLease lease, StoreClock clock, (MessageIndexer Indexer, MessageMeasures Measures, MessageSettings Settings) parts, ILogger<MessageLoop> log)
    : IEngineLoop
{
    private const int PruneSize = 200;
    private const int MostPrunes = 20;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HoldInterval = Held / 3;
    private static readonly TimeSpan PruneInterval = TimeSpan.FromMinutes(1);
    private long? _heldAt;
    private long? _prunedAt;

    public async Task RunAsync(CancellationToken stopping)
    {
        if (!parts.Settings.Enabled) return;
        while (!stopping.IsCancellationRequested)
        {
            TimeSpan rest;
            try
            {
                rest = await PassAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                _heldAt = null;
                rest = HoldInterval;
                LogFailed(exception);
            }

            if (rest > TimeSpan.Zero) await Task.Delay(rest, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>How long to rest.</returns>
    private async ValueTask<TimeSpan> PassAsync(CancellationToken stopping)
    {
        if (lease.Incarnation is not { } me || !await HoldAsync(me, stopping))
        {
            parts.Measures.Backlog = null;
            return HoldInterval;
        }

        parts.Measures.Backlog = await store.Messages.BacklogAsync(stopping);
        if (await parts.Indexer.PassAsync(me, clock.GetUtcNow(), stopping) is not var (_, more))
        {
            _heldAt = null;
            return HoldInterval;
        }

        await PruneAsync(stopping);
        return more ? TimeSpan.Zero : Rest;
    }

    /// <summary>Says that this server indexes, every few seconds: to say so is a commit.</summary>
    private async ValueTask<bool> HoldAsync(long me, CancellationToken stopping)
    {
        if (_heldAt is { } at && clock.GetElapsedTime(at) < HoldInterval) return true;
        var asked = clock.GetTimestamp();
        var isHeld = await store.Messages.HoldAsync(me, Held, stopping);
        _heldAt = isHeld ? asked : null;
        return isHeld;
    }

    private async ValueTask PruneAsync(CancellationToken stopping)
    {
        if (_prunedAt is { } at && clock.GetElapsedTime(at) < PruneInterval) return;
        _prunedAt = clock.GetTimestamp();
        for (var batch = 0; batch < MostPrunes; batch++)
        {
            var removed = await store.Messages.PruneAsync(parts.Settings.Retention, PruneSize, stopping);
            MessageMeasures.Pruned(removed);
            if (removed < PruneSize) return;
        }

        // There is more, and the runs have waited enough: the next pass goes on.
        _prunedAt = null;
    }

    [LoggerMessage(EventId = 610, Level = LogLevel.Error, Message = "The message log could not be brought up to date; trying again.")]
    private partial void LogFailed(Exception exception);
}
