using Baton.Engine.Stores;

namespace Baton.LedgerServer.Witness;

/// <summary>Writes down as which incarnations a server joined, and that it left.</summary>
internal sealed class WitnessServers(IServerStore inner, WitnessLog log) : IServerStore
{
    public async ValueTask<long> RegisterAsync(string name, TimeSpan lease, CancellationToken cancellationToken)
    {
        var incarnation = await inner.RegisterAsync(name, lease, cancellationToken);
        log.Write(new WitnessLine(WitnessLine.Joined, incarnation));
        return incarnation;
    }

    public ValueTask<DateTimeOffset?> HeartbeatAsync(long incarnation, TimeSpan lease, CancellationToken cancellationToken) =>
        inner.HeartbeatAsync(incarnation, lease, cancellationToken);

    public ValueTask<int> ReapAsync(long incarnation, CancellationToken cancellationToken) => inner.ReapAsync(incarnation, cancellationToken);

    public ValueTask<ServerRow?> FindAsync(long incarnation, CancellationToken cancellationToken) => inner.FindAsync(incarnation, cancellationToken);

    public async ValueTask LeaveAsync(long incarnation, CancellationToken cancellationToken)
    {
        await inner.LeaveAsync(incarnation, cancellationToken);
        log.Write(new WitnessLine(WitnessLine.Left, incarnation));
    }
}
