using System.Security.Cryptography;
using System.Text;
using Baton.Engine.Stores;

namespace Baton.Engine.Hosting;

/// <summary>Posts messages to http and https addresses, signed.</summary>
internal sealed class WebhookRoute(EngineOptions options, TimeProvider time) : IOutboxRoute, IDisposable
{
    private readonly HttpClient _http = new(OutboundGuard.Handler(options.AllowPrivateWebhooks, "Set Baton:Engine:AllowPrivateWebhooks to allow it.")) { Timeout = TimeSpan.FromSeconds(10) };

    public bool Takes(OutboxMessage message) => message.Destination.StartsWith("http", StringComparison.OrdinalIgnoreCase);

    public async ValueTask<string?> SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, message.Destination) { Content = new ReadOnlyMemoryContent(message.Body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add("Idempotency-Key", message.Key);
            if (options.WebhookSecret is { Length: > 0 } secret) Sign(request, message.Body, secret);
            using var response = await _http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"it answered {(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"it did not answer within {_http.Timeout.TotalSeconds} s";
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary><c>x-baton-signature: t=&lt;unix seconds&gt;,v1=&lt;hex HMAC-SHA256 of "t.body"&gt;</c>.</summary>
    private void Sign(HttpRequestMessage request, ReadOnlyMemory<byte> body, string secret)
    {
        var at = time.GetUtcNow().ToUnixTimeSeconds();
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{at}."), .. body.Span];
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        request.Headers.Add("x-baton-signature", $"t={at},v1={signature}");
    }
}
