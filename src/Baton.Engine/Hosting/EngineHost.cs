using Baton.Engine.Runs;
using Baton.Engine.Timers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Hosting;

/// <summary>The engine's life on a server: open the store, take unfinished runs up, keep claiming, waking and renewing, and hand on at the end.</summary>
internal sealed partial class EngineHost(
    EngineParts parts, RunDispatcher dispatcher, ClaimLoop claims, TimerLoop timers, IEnumerable<IEngineLoop> others, ILogger<EngineHost> log)
    : IHostedService, IEngineStatus, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private List<Task> _loops = [];
    private volatile bool _isReady;

    public bool IsReady => _isReady;

    public string Store => parts.Store.Name;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await parts.Store.OpenAsync(cancellationToken);
        var me = await JoinAsync(cancellationToken);
        var recovered = await parts.Store.Servers.ReapAsync(me, cancellationToken);
        dispatcher.Incarnation = me;
        parts.Nudge = claims.Nudge;
        parts.Poke = dispatcher.PokeAsync;
        parts.Parked = timers.Parked;
        _loops = [Run(claims.RunAsync), Run(timers.RunAsync), Run(HeartbeatAsync), .. others.Select(loop => Run(loop.RunAsync))];
        _isReady = true;
        LogStarted(parts.Store.Name, me, recovered);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isReady = false;
        parts.Drain();
        await DrainedAsync(cancellationToken);
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        if (dispatcher.Incarnation is { } me) await parts.Store.Servers.LeaveAsync(me, CancellationToken.None);
        dispatcher.Incarnation = null;
    }

    /// <summary>Stops as a crash does: nothing is handed on, and whatever runs is cut off.</summary>
    public async Task CrashAsync()
    {
        _isReady = false;
        parts.Drain();
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        dispatcher.Abort();
        dispatcher.Incarnation = null;
    }

    public ValueTask DisposeAsync()
    {
        _stop.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task Run(Func<CancellationToken, Task> loop) => Task.Run(() => loop(_stop.Token), CancellationToken.None);

    /// <summary>Lets running effects end, for a while; then cuts them off. What was cut off is repeated with the same key.</summary>
    private async Task DrainedAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(parts.Options.DrainTime, parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var isAborted = false;
        while (dispatcher.Executing > 0)
        {
            if (either.IsCancellationRequested && !isAborted)
            {
                dispatcher.Abort();
                isAborted = true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
            if (cancellationToken.IsCancellationRequested && isAborted) return;
        }
    }

    private async Task HeartbeatAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(parts.Options.Heartbeat, parts.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping)) await BeatAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task BeatAsync(CancellationToken stopping)
    {
        try
        {
            if (dispatcher.Incarnation is { } me)
            {
                if (await parts.Store.Servers.HeartbeatAsync(me, parts.Options.Lease, stopping)) return;

                // Whatever runs here belongs to somebody else by now and cannot be written any more: begin again as somebody new.
                LogLeaseLost(me);
                dispatcher.Incarnation = null;
                dispatcher.Abort();
            }

            var joined = await JoinAsync(stopping);
            await parts.Store.Servers.ReapAsync(joined, stopping);
            dispatcher.Incarnation = joined;
            parts.Nudge();
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            LogNoHeartbeat(exception);
        }
    }

    private ValueTask<long> JoinAsync(CancellationToken cancellationToken) =>
        parts.Store.Servers.RegisterAsync($"{Environment.MachineName}:{Environment.ProcessId}", parts.Options.Lease, cancellationToken);

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "Engine at work on store {Store} as incarnation {Incarnation}; {Recovered} unfinished run(s) taken up.")]
    private partial void LogStarted(string store, long incarnation, int recovered);

    [LoggerMessage(EventId = 102, Level = LogLevel.Error, Message = "Incarnation {Incarnation} was declared dead; this server joins anew.")]
    private partial void LogLeaseLost(long incarnation);

    [LoggerMessage(EventId = 103, Level = LogLevel.Error, Message = "The lease could not be renewed; trying again.")]
    private partial void LogNoHeartbeat(Exception exception);
}
