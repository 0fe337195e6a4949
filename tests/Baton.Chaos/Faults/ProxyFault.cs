using Baton.Chaos.Network;
using Baton.Chaos.Servers;

namespace Baton.Chaos.Faults;

/// <summary>One server loses its connections to the database; or the replies to what it sends are lost, and then its connections.</summary>
internal sealed class ProxyFault(IReadOnlyList<TcpProxies> proxies) : IFault
{
    public string Name => "pg-proxy";

    public async Task<bool> InjectAsync(ServerFleet fleet, Random random, CancellationToken cancellationToken)
    {
        var (losesReplies, time) = (random.Next(2) == 0, TimeSpan.FromMilliseconds(random.Next(5, 200)));
        if (fleet.TryTake(random) is not { } server) return false;
        var proxy = proxies[server.Number];
        if (losesReplies)
        {
            proxy.LoseReplies();
            await Task.Delay(time, CancellationToken.None);
        }

        proxy.Cut();
        fleet.Return(server);
        return true;
    }
}
