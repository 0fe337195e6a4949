using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Hosting;

/// <summary>Claims pending runs: at once when something says there are some, and now and then anyway.</summary>
internal sealed partial class ClaimLoop(EngineParts parts, RunDispatcher dispatcher, ILogger<ClaimLoop> log) : IEngineLoop
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private readonly Signal _nudges = new();

    private void Nudge()
    {
        _nudges.Set();
        parts.Tell(new StoreHint(StoreHintKind.Pending, Guid.Empty));
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        parts.Look = _nudges.Set;
        parts.Nudge = Nudge;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                while (await dispatcher.ClaimAsync(stopping))
                {
                }

                await _nudges.WaitAsync(PollInterval, parts.Time, stopping);
            }
            catch (OperationCanceledException)
            {
                // The server stops, or the store gave up.
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
