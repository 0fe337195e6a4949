using Baton.Chaos.Network;
using Baton.Chaos.Servers;

namespace Baton.Chaos.Faults;

/// <summary>
/// Nothing goes through between one server and its database until its lease has run out: no byte, no new connection, and no news of one that
/// was closed, so that each side has connections whose other end is gone. Then the network heals.
/// </summary>
internal sealed class PartitionFault(IReadOnlyList<TcpProxies> proxies) : IFault
{
    private const int LongestRest = 1_500;
    private static readonly TimeSpan Least = ServerSettings.Lease * 1.3;

    public string Name => "partition";

    public async Task<bool> InjectAsync(ServerFleet fleet, Random random, CancellationToken cancellationToken)
    {
        var time = Least + TimeSpan.FromMilliseconds(random.Next(LongestRest));
        if (fleet.TryTake(random) is not { } server) return false;
        proxies[server.Number].Hold();
        await Task.Delay(time, CancellationToken.None);
        proxies[server.Number].Release();
        fleet.Return(server);
        return true;
    }
}
