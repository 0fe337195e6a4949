using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Servers;

/// <summary>
/// This server among those that share a store: joins, renews its lease, takes over what servers leave behind whose lease ran out, and begins
/// again as somebody new where it was itself declared dead.
/// </summary>
internal sealed partial class Membership(EngineParts parts, ServerLease lease, StoreClock clock, RunDispatcher dispatcher, ILogger<Membership> log)
    : IEngineLoop
{
    /// <summary>How often the leases of others are looked at.</summary>
    private static readonly TimeSpan ReapInterval = TimeSpan.FromSeconds(1);

    /// <summary>The part of a lease in which something may be begun: the rest is for it to come to an end.</summary>
    private const double Grace = 0.6;

    private readonly Lock _gate = new();
    private Task<bool>? _asking;
    private long _asked;

    private IServerStore Servers => parts.Store.Servers;

    /// <summary>Joins, and takes over what was left behind.</summary>
    /// <returns>How many runs were taken over.</returns>
    public async ValueTask<int> JoinAsync(CancellationToken cancellationToken)
    {
        var registered = clock.GetTimestamp();
        var me = await Servers.RegisterAsync($"{Environment.MachineName}:{Environment.ProcessId}", parts.Options.Lease, cancellationToken);
        await AskAsync(me, cancellationToken);
        var recovered = await Servers.ReapAsync(me, cancellationToken);
        lease.Renewal = ConfirmAsync;
        lease.Take(me, parts.Options.Lease * Grace, registered);
        return recovered;
    }

    /// <summary>Hands on what is still owned.</summary>
    public async ValueTask LeaveAsync()
    {
        if (lease.Incarnation is { } me) await Servers.LeaveAsync(me, CancellationToken.None);
        lease.Lose();
    }

    /// <summary>Renews the lease, and takes over what dead servers leave behind, until the server stops.</summary>
    public Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll(EveryAsync(parts.Options.Heartbeat, RenewAsync, stopping), EveryAsync(ReapInterval, TakeOverAsync, stopping));

    private async Task EveryAsync(TimeSpan interval, Func<CancellationToken, ValueTask> act, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping)) await TryAsync(act, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async ValueTask TryAsync(Func<CancellationToken, ValueTask> act, CancellationToken stopping)
    {
        try
        {
            await act(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception exception)
        {
            parts.Writes.Failed();
            LogFailed(exception);
        }
    }

    private async ValueTask RenewAsync(CancellationToken stopping)
    {
        if (lease.Incarnation is { } me)
        {
            if (await AskAsync(me, stopping) is { } asked)
            {
                lease.Renew(asked);
                return;
            }

            // Whatever runs here belongs to somebody else by now and cannot be written any more.
            LogLeaseLost(me);
            lease.Lose();
            dispatcher.Abort();
        }

        await JoinAsync(stopping);
        parts.Nudge();
    }

    /// <summary>For who is about to act, with a lease that was not renewed for long. Whoever asks meanwhile gets the same answer.</summary>
    private async ValueTask<bool> ConfirmAsync(long me)
    {
        Task<bool> asking;
        lock (_gate) asking = _asking is { IsCompleted: false } present && _asked == me ? present : _asking = ConfirmNowAsync(_asked = me);
        return await asking;
    }

    private async Task<bool> ConfirmNowAsync(long me)
    {
        try
        {
            return await ConfirmAsync(me, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Whoever asks is about to act: without an answer it must not.
            LogFailed(exception);
            return false;
        }
    }

    private async ValueTask<bool> ConfirmAsync(long me, CancellationToken cancellationToken)
    {
        if (await AskAsync(me, cancellationToken) is not { } asked) return false;
        lease.Renew(asked);

        // An answer that was long on its way says what was, not what is.
        return clock.GetElapsedTime(asked) < parts.Options.Lease * Grace;
    }

    /// <summary>Renews the lease in the store, and reads the store's time.</summary>
    /// <returns>When the store was asked; null where the incarnation was declared dead.</returns>
    private async ValueTask<long?> AskAsync(long me, CancellationToken cancellationToken)
    {
        // One heartbeat must not hold the next one up: the lease would run out behind it.
        using var patience = new CancellationTokenSource(parts.Options.Lease / 2, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var asked = clock.GetTimestamp();
        if (await Servers.HeartbeatAsync(me, parts.Options.Lease, either.Token) is not { } now) return null;
        clock.Set(now, asked);
        return asked;
    }

    private async ValueTask TakeOverAsync(CancellationToken stopping)
    {
        if (lease.Incarnation is not { } me) return;
        var taken = await Servers.ReapAsync(me, stopping);
        if (taken == 0) return;
        LogTakenOver(taken);
        parts.Nudge();
    }

    [LoggerMessage(EventId = 113, Level = LogLevel.Warning, Message = "{Runs} run(s) of servers whose lease ran out are taken over.")]
    private partial void LogTakenOver(int runs);

    [LoggerMessage(EventId = 102, Level = LogLevel.Error, Message = "Incarnation {Incarnation} was declared dead; this server joins anew.")]
    private partial void LogLeaseLost(long incarnation);

    [LoggerMessage(EventId = 103, Level = LogLevel.Error, Message = "The store did not answer for this server's lease; trying again.")]
    private partial void LogFailed(Exception exception);
}
