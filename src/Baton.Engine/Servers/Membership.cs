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

    private IServerStore Servers => parts.Store.Servers;

    /// <summary>Joins, and takes over what was left behind.</summary>
    /// <returns>How many runs were taken over.</returns>
    public async ValueTask<int> JoinAsync(CancellationToken cancellationToken)
    {
        var asked = clock.GetTimestamp();
        var me = await Servers.RegisterAsync($"{Environment.MachineName}:{Environment.ProcessId}", parts.Options.Lease, cancellationToken);
        if (await Servers.HeartbeatAsync(me, parts.Options.Lease, cancellationToken) is { } now) clock.Set(now, asked);
        var recovered = await Servers.ReapAsync(me, cancellationToken);
        lease.Renewal = ConfirmAsync;
        lease.Take(me, parts.Options.Lease * Grace, asked);
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
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            LogFailed(exception);
        }
    }

    private async ValueTask RenewAsync(CancellationToken stopping)
    {
        if (lease.Incarnation is { } me)
        {
            if (await ConfirmAsync(me, stopping)) return;

            // Whatever runs here belongs to somebody else by now and cannot be written any more.
            LogLeaseLost(me);
            lease.Lose();
            dispatcher.Abort();
        }

        await JoinAsync(stopping);
        parts.Nudge();
    }

    private async ValueTask<bool> ConfirmAsync(long me)
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
        var asked = clock.GetTimestamp();
        if (await Servers.HeartbeatAsync(me, parts.Options.Lease, cancellationToken) is not { } now) return false;
        clock.Set(now, asked);
        lease.Renew(asked);
        return true;
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
