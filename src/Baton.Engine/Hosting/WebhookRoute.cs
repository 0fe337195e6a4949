using Baton.Engine.Stores;

namespace Baton.Engine.Hosting;

/// <summary>Posts messages to http and https addresses, signed.</summary>
internal sealed class WebhookRoute(EngineOptions options, TimeProvider time) : IOutboxRoute, IDisposable
{
    private readonly WebhookSender _sender = new(options.WebhookSecret, options.AllowPrivateWebhooks, "Set Baton:Engine:AllowPrivateWebhooks to allow it.", time);

    public bool Takes(OutboxMessage message) => message.Destination.StartsWith("http", StringComparison.OrdinalIgnoreCase);

    public async ValueTask<string?> SendAsync(OutboxMessage message, CancellationToken cancellationToken) =>
        await _sender.SendAsync(new Uri(message.Destination), message, cancellationToken);

    public void Dispose() => _sender.Dispose();
}
