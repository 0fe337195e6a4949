using Baton.Chaos.Network;
using Baton.Chaos.Servers;

namespace Baton.Chaos.Faults;

/// <summary>
/// One server loses its database: its connections are cut, or the replies to what it sends are lost, or nothing goes through until its lease
/// has run out.
/// </summary>
internal sealed class PartitionFault(IReadOnlyList<TcpProxies> proxies) : IFault
{
    private static readonly TimeSpan Partition = ServerSettings.Lease * 1.3;

    public string Name => "pg-proxy";

    public async Task<bool> InjectAsync(ServerFleet fleet, Random random, CancellationToken cancellationToken)
    {
        var (kind, time) = (random.Next(3), TimeSpan.FromMilliseconds(random.Next(5, 200)));
        if (fleet.TryTake(random) is not { } server) return false;
        var proxy = proxies[server.Number];
        switch (kind)
        {
            case 0:
                proxy.Cut();
                break;
            case 1:
                proxy.LoseReplies();
                await Task.Delay(time, CancellationToken.None);
                proxy.Cut();
                break;
            default:
                proxy.Hold();
                await Task.Delay(Partition + (time * 5), CancellationToken.None);
                proxy.Release();
                break;
        }

        fleet.Return(server);
        return true;
    }
}
