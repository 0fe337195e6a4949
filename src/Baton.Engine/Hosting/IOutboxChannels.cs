using Baton.Engine.Stores;

namespace Baton.Engine.Hosting;

/// <summary>Delivers messages of the outbox whose destination is a name instead of an address.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IOutboxChannels
{
    /// <summary>What destinations begin with that are channels.</summary>
    const string Scheme = "channel:";

    /// <summary>Delivers a message; a message may come more than once, always with the same key.</summary>
    /// <returns>Why it was not delivered, for the log; null where it was.</returns>
    ValueTask<string?> SendAsync(string channel, OutboxMessage message, CancellationToken cancellationToken);
}

/// <summary>There are none.</summary>
internal sealed class NoOutboxChannels : IOutboxChannels
{
    public ValueTask<string?> SendAsync(string channel, OutboxMessage message, CancellationToken cancellationToken) =>
        ValueTask.FromResult<string?>("this server has no such channel");
}
