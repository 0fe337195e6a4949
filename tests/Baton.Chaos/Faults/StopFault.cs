using Baton.Chaos.Servers;

namespace Baton.Chaos.Faults;

/// <summary>SIGSTOP until its lease has run out, then SIGCONT: a server that does not know that it was given up.</summary>
internal sealed class StopFault : IFault
{
    private static readonly TimeSpan Least = ServerSettings.Lease * 1.3;
    private const int LongestRest = 1_500;

    public string Name => "stop";

    public async Task<bool> InjectAsync(ServerFleet fleet, Random random, CancellationToken cancellationToken)
    {
        var time = Least + TimeSpan.FromMilliseconds(random.Next(LongestRest));
        if (fleet.TryTake(random) is not { } server) return false;
        server.Stop();
        try
        {
            await Task.Delay(time, cancellationToken);
        }
        finally
        {
            server.Continue();
        }

        fleet.Return(server);
        return true;
    }
}
