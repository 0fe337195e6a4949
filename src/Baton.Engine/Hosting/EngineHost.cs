using Baton.Engine.Pools;
using Baton.Engine.Runs;
using Baton.Engine.Servers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Hosting;

/// <summary>The engine's life on a server: open the store, take unfinished runs up, keep claiming, waking and renewing, and hand on at the end.</summary>
internal sealed partial class EngineHost(
    EngineParts parts, Membership membership, RunDispatcher dispatcher, IEnumerable<IEngineLoop> loops, ILogger<EngineHost> log)
    : IHostedService, IEngineStatus, IAsyncDisposable
{
    // What a loop is at, such as a statement that a store does not answer, may take longer than anybody waits for a server that stops.
    private static readonly TimeSpan LoopsPatience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private Task[] _loops = [];
    private volatile bool _isReady;

    public bool IsReady => _isReady;

    public bool StoreRefusesWrites => parts.Writes.AreRefused;

    public string Store => parts.Store.Name;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        PoolNames.Check(parts.Options, parts.Graphs);
        await parts.Store.OpenAsync(cancellationToken);
        await parts.Versions.CheckAsync(parts.Store.Records, parts.Graphs, cancellationToken);
        var recovered = await membership.JoinAsync(cancellationToken);
        parts.Stop = dispatcher.StopAsync;
        parts.BudgetNearlySpent = dispatcher.WarnOfBudget;
        _loops = [.. loops.Select(loop => Task.Run(() => loop.RunAsync(_stop.Token), CancellationToken.None))];
        _isReady = true;
        LogStarted(parts.Store.Name, parts.Lease.Incarnation, recovered);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _isReady = false;
        parts.Drain();
        await DrainedAsync(cancellationToken);
        await _stop.CancelAsync();
        try
        {
            await Task.WhenAll(_loops).WaitAsync(LoopsPatience, parts.Time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            LogLeftBehind(_loops.Count(loop => !loop.IsCompleted));
        }
        finally
        {
            // Whatever became of a loop: runs that stayed behind would wait for the lease to run out.
            await membership.LeaveAsync();
        }
    }

    /// <summary>Stops as a crash does: nothing is handed on, and whatever runs is cut off.</summary>
    public async Task CrashAsync()
    {
        _isReady = false;
        parts.Drain();
        await _stop.CancelAsync();
        await Task.WhenAll(_loops);
        dispatcher.Abort();
        parts.Lease.Lose();
    }

    /// <summary>Stops what still works: a host whose start failed after this one's is disposed without being stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isReady) await StopAsync(new CancellationToken(canceled: true));
        _stop.Dispose();
    }

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

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "Engine at work on store {Store} as incarnation {Incarnation}; {Recovered} unfinished run(s) taken up.")]
    private partial void LogStarted(string store, long? incarnation, int recovered);

    [LoggerMessage(EventId = 790, Level = LogLevel.Warning, Message = "{Count} loop(s) of the engine had not ended in time; the server leaves without them.")]
    private partial void LogLeftBehind(int count);
}
