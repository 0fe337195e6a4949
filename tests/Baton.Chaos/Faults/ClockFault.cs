using Baton.Chaos.Servers;

namespace Baton.Chaos.Faults;

/// <summary>Steps one server's wall clock by ten minutes. It keeps the step over restarts, until the next one.</summary>
/// <param name="backToo">False where the store goes by the server's clock: then time only goes on.</param>
internal sealed class ClockFault(bool backToo) : IFault
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(10);

    public string Name => "clock";

    public async Task<bool> InjectAsync(ServerFleet fleet, Random random, CancellationToken cancellationToken)
    {
        var ahead = backToo ? Step * random.Next(-1, 2) : Step;
        if (fleet.TryTake(random) is not { } server) return false;
        await server.SetClockAsync(backToo ? ahead : server.Ahead + ahead, cancellationToken);
        fleet.Return(server);
        return true;
    }
}
