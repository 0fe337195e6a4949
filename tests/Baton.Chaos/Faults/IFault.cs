using Baton.Chaos.Servers;

namespace Baton.Chaos.Faults;

/// <summary>Something that goes wrong, and what makes it good again.</summary>
internal interface IFault
{
    /// <summary>The name that the command line uses.</summary>
    string Name { get; }

    /// <summary>Does it once and makes it good.</summary>
    /// <returns>False where there was nothing to do it to.</returns>
    Task<bool> InjectAsync(ServerFleet fleet, Random random, CancellationToken cancellationToken);
}
