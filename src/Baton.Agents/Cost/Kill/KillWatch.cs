using Baton.Engine.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Agents.Cost.Kill;

/// <summary>Looks at the kill switch, again and again.</summary>
internal sealed partial class KillWatch(KillSwitch kill, TimeProvider time, ILogger<KillWatch> log) : IEngineLoop
{
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await kill.RefreshAsync(stopping);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
            catch (OperationCanceledException)
            {
                // The server stops.
            }

            await Task.Delay(KillSwitch.Interval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(EventId = 251, Level = LogLevel.Warning, Message = "The kill switch could not be read; what it said last holds.")]
    private partial void LogFailed(Exception exception);
}
