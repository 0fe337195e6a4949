using Baton.Chaos.Servers;
using Baton.Postgres.Testing;

namespace Baton.Chaos.Faults;

/// <summary>SIGKILL to the primary, and its synchronous standby takes its place; then a new standby is made.</summary>
internal sealed class FailOverFault(PostgresPair pair, SemaphoreSlim one) : IFault
{
    public const string Title = "pg-failover";

    public string Name => Title;

    public async Task<bool> InjectAsync(ServerFleet fleet, Random random, CancellationToken cancellationToken)
    {
        if (!await one.WaitAsync(0, cancellationToken)) return false;
        try
        {
            await Task.Run(pair.FailOver, CancellationToken.None);
            await pair.RejoinAsync();
            return true;
        }
        finally
        {
            one.Release();
        }
    }
}
