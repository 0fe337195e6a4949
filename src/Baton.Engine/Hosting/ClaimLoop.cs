using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Hosting;

/// <summary>Claims pending runs: at once when something says there are some, and now and then anyway.</summary>
internal sealed partial class ClaimLoop(EngineParts parts, RunDispatcher dispatcher, ILogger<ClaimLoop> log) : IEngineLoop
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _nudges = new(0, 1);

    private void Nudge()
    {
        Look();
        parts.Tell(new StoreHint(StoreHintKind.Pending, Guid.Empty));
    }

    private void Look()
    {
        if (_nudges.CurrentCount > 0) return;
        try
        {
            _nudges.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else nudged in the same moment.
        }
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        parts.Look = Look;
        parts.Nudge = Nudge;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                while (await dispatcher.ClaimAsync(stopping) > 0)
                {
                }

                using var poll = new CancellationTokenSource(PollInterval, parts.Time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, poll.Token);
                await _nudges.WaitAsync(either.Token);
            }
            catch (OperationCanceledException)
            {
                // Time to look anyway, or the server stops.
            }
            catch (Exception exception)
            {
                LogFailed(exception);
                await Task.Delay(PollInterval, parts.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(EventId = 105, Level = LogLevel.Error, Message = "Pending runs could not be claimed; trying again.")]
    private partial void LogFailed(Exception exception);
}
