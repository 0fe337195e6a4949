using Baton.Chaos.Servers;

namespace Baton.Chaos.Faults;

/// <summary>SIGTERM: the server drains, hands its runs on and exits; then it is started again.</summary>
internal sealed class TermFault : IFault
{
    private const int LongestAbsence = 1_500;

    public string Name => "term";

    public async Task<bool> InjectAsync(ServerFleet fleet, Random random, CancellationToken cancellationToken)
    {
        var absence = random.Next(LongestAbsence);
        if (fleet.TryTake(random) is not { } server) return false;
        await fleet.TerminateAsync(server);
        await Task.Delay(absence, cancellationToken);
        await fleet.StartAsync(server, cancellationToken);
        fleet.Return(server);
        return true;
    }
}
