using System.Security.Cryptography;
using System.Text;
using Baton.Engine.Stores;

namespace Baton.Engine.Hosting;

/// <summary>Posts messages to addresses: signed, with their key, and not into private networks unless that is allowed.</summary>
/// <param name="secret">What signs; null or empty signs nothing.</param>
/// <param name="allowPrivate">True to let private addresses pass.</param>
/// <param name="cure">What allows them, for the failure's text.</param>
/// <param name="time">The clock of signatures.</param>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class WebhookSender(string? secret, bool allowPrivate, string cure, TimeProvider time) : IDisposable
{
    private readonly HttpClient _http = new(OutboundGuard.Handler(allowPrivate, cure)) { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Posts a message.</summary>
    /// <returns>Why it was not delivered; null where it was.</returns>
    public async Task<string?> SendAsync(Uri address, OutboxMessage message, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(message.Body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add("Idempotency-Key", message.Key);
            if (secret is { Length: > 0 }) request.Headers.Add("x-baton-signature", Signature(message.Body, secret));
            using var response = await _http.SendAsync(request, stopping);
            return response.IsSuccessStatusCode ? null : $"it answered {(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return $"it did not answer within {_http.Timeout.TotalSeconds} s";
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    /// <summary><c>t=&lt;unix seconds&gt;,v1=&lt;hex HMAC-SHA256 of "t.body"&gt;</c>.</summary>
    private string Signature(ReadOnlyMemory<byte> body, string key)
    {
        var at = time.GetUtcNow().ToUnixTimeSeconds();
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{at}."), .. body.Span];
        return $"t={at},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), signed))}";
    }
}
