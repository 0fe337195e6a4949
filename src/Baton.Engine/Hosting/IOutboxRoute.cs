using Baton.Engine.Stores;

namespace Baton.Engine.Hosting;

/// <summary>A way by which messages of the outbox go out.</summary>
/// <remarks>Safe for concurrent use. A message may be handed over more than once: after a crash, and where it could not be sent.</remarks>
public interface IOutboxRoute
{
    /// <summary>True where a message goes this way.</summary>
    bool Takes(OutboxMessage message);

    /// <summary>Sends a message.</summary>
    /// <returns>Why it was not delivered, without secrets; null where it was.</returns>
    ValueTask<string?> SendAsync(OutboxMessage message, CancellationToken cancellationToken);
}
