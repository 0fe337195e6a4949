using Baton.Chaos.Servers;
using Baton.Postgres.Testing;

namespace Baton.Chaos.Faults;

/// <summary>The database stops as by a power cut, and comes back after a moment.</summary>
internal sealed class PostgresRestartFault(Func<PostgresServer> primary, SemaphoreSlim one) : IFault
{
    private const int LongestAbsence = 2_000;

    public string Name => "pg-restart";

    public async Task<bool> InjectAsync(ServerFleet fleet, Random random, CancellationToken cancellationToken)
    {
        if (!await one.WaitAsync(0, cancellationToken)) return false;
        try
        {
            var server = primary();
            await Task.Run(server.StopImmediate, CancellationToken.None);
            await Task.Delay(random.Next(LongestAbsence), CancellationToken.None);
            await Task.Run(server.Start, CancellationToken.None);
            return true;
        }
        finally
        {
            one.Release();
        }
    }
}
