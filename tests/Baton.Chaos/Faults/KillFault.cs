using Baton.Chaos.Servers;

namespace Baton.Chaos.Faults;

/// <summary>kill -9 of a server, which is started again after a moment.</summary>
internal sealed class KillFault : IFault
{
    private const int LongestAbsence = 1_500;

    public string Name => "kill";

    public async Task<bool> InjectAsync(ServerFleet fleet, Random random, CancellationToken cancellationToken)
    {
        var absence = random.Next(LongestAbsence);
        if (fleet.TryTake(random) is not { } server) return false;
        await server.KillAsync();
        await Task.Delay(absence, cancellationToken);
        await fleet.StartAsync(server, cancellationToken);
        fleet.Return(server);
        return true;
    }
}
