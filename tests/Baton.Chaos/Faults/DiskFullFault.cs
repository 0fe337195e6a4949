using Baton.Chaos.Servers;
using Baton.Postgres.Testing;

namespace Baton.Chaos.Faults;

/// <summary>The database's disk is full for a while. A database that ended over it is started again, as its service would.</summary>
internal sealed class DiskFullFault(PostgresServer server, SemaphoreSlim one) : IFault
{
    public const string Title = "disk-full";

    private const int LongestTime = 4_000;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    public string Name => Title;

    public async Task<bool> InjectAsync(ServerFleet fleet, Random random, CancellationToken cancellationToken)
    {
        // Where none can be mounted the fault is not played, and the totals show that.
        if (server.Disk is not { } disk || !await one.WaitAsync(0, cancellationToken)) return false;
        try
        {
            await Task.Run(disk.Fill, CancellationToken.None);
            await Task.Delay(Least + TimeSpan.FromMilliseconds(random.Next(LongestTime)), CancellationToken.None);
            disk.Free();
            await Task.Run(server.StartIfEnded, CancellationToken.None);
            return true;
        }
        finally
        {
            one.Release();
        }
    }
}
