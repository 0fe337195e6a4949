using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Errors;
using Microsoft.Extensions.Logging;

namespace Baton.Agents.Cost.Kill;

/// <summary>Looks at the kill switch, again and again, and tells held calls of its release: a few at a time, so that they do not come all at once.</summary>
internal sealed partial class KillWatch(KillSwitch kill, HeldCalls held, IHeldRuns runs, TimeProvider time, ILogger<KillWatch> log) : IEngineLoop
{
    private const int MostAtOnce = 100;

    /// <summary>How long held calls are looked for after a change: one may be noted a moment after it.</summary>
    private static readonly TimeSpan LooksFor = TimeSpan.FromSeconds(10);

    private string? _stamp;
    private DateTimeOffset _looksUntil;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await kill.RefreshAsync(stopping);
                await ReleaseAsync(stopping);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);

                // A call may have been left over.
                _looksUntil = time.GetUtcNow() + LooksFor;
            }
            catch (OperationCanceledException)
            {
                // The server stops.
            }

            await Task.Delay(KillSwitch.Interval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask ReleaseAsync(CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        if (kill.Stamp != _stamp) (_stamp, _looksUntil) = (kill.Stamp, now + LooksFor);
        if (now > _looksUntil) return;
        var released = await held.ReleaseAsync(
            kill.Stops, MostAtOnce, async call => await runs.ReleaseAsync(call.Place.Tenant, call.Run, ErrorCodes.KillSwitchOn, stopping), stopping);
        if (released > 0) _looksUntil = now + LooksFor;
    }

    [LoggerMessage(EventId = 251, Level = LogLevel.Warning, Message = "The kill switch could not be read; what it said last holds.")]
    private partial void LogFailed(Exception exception);
}
