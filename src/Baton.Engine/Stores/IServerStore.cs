namespace Baton.Engine.Stores;

/// <summary>Servers and their leases. A lease says when to take over; ownership (incarnation, epoch) says who may write.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IServerStore
{
    /// <summary>Registers a server.</summary>
    /// <param name="name">Its name and address, for people.</param>
    /// <param name="lease">How long it counts as alive without a heartbeat.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Its incarnation: a number that is never used again.</returns>
    ValueTask<long> RegisterAsync(string name, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Renews a lease.</summary>
    /// <returns>The store's time, or null where the incarnation was declared dead: drop everything and register again.</returns>
    ValueTask<DateTimeOffset?> HeartbeatAsync(long incarnation, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>
    /// Declares servers dead whose lease has run out (a store with a single server: every other incarnation) and makes their runs pending.
    /// Asked by an incarnation that is dead itself, it does nothing.
    /// </summary>
    /// <returns>How many runs became pending.</returns>
    ValueTask<int> ReapAsync(long incarnation, CancellationToken cancellationToken);

    /// <summary>What is known of a server, alive or not; null where it is long gone.</summary>
    ValueTask<ServerRow?> FindAsync(long incarnation, CancellationToken cancellationToken);

    /// <summary>Hands a server's runs on and ends its incarnation.</summary>
    ValueTask LeaveAsync(long incarnation, CancellationToken cancellationToken);
}

/// <summary>A server as the store sees it.</summary>
/// <param name="Incarnation">Its number.</param>
/// <param name="Name">Its name and address, for people.</param>
/// <param name="IsAlive">False once it left or was declared dead.</param>
/// <param name="LeaseLeft">How much longer its lease lasts, by the store's clock; below zero where it has run out.</param>
public sealed record ServerRow(long Incarnation, string Name, bool IsAlive, TimeSpan LeaseLeft);
