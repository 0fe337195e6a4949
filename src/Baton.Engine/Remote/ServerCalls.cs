using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Errors;

namespace Baton.Engine.Remote;

/// <summary>Requests to a server, with failures as the engine's own exceptions.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ServerCalls(HttpClient client)
{
    /// <summary>A request with a JSON body, or without a body for an empty one.</summary>
    /// <exception cref="ArgumentException">The key cannot be a header.</exception>
    public static HttpRequestMessage Post(string path, ReadOnlyMemory<byte> body, string? key = null)
    {
        if (key is not null && key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException("An idempotency key that goes over HTTP consists of printable ASCII characters.", nameof(key));
        }

        var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ReadOnlyMemoryContent(body) };
        if (!body.IsEmpty) message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (key is not null) message.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return message;
    }

    /// <summary>The JSON at a path.</summary>
    public async ValueTask<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, path);
        using var response = await SendAsync(message, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    /// <summary>A response whose headers have come and which is a success.</summary>
    /// <exception cref="BatonException">The server refused.</exception>
    /// <exception cref="TransientException">The server cannot take it now, or cannot be reached.</exception>
    public async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var response = await GuardAsync(() => client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken), cancellationToken);
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            var body = await GuardAsync(() => response.Content.ReadAsByteArrayAsync(cancellationToken), cancellationToken);
            throw Refusal.Read(response, body);
        }
    }

    /// <summary>A response's JSON.</summary>
    public static async ValueTask<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await GuardAsync(() => response.Content.ReadAsByteArrayAsync(cancellationToken), cancellationToken);
        try
        {
            return JsonBytes.Parse(body);
        }
        catch (JsonException failure)
        {
            throw new BatonException(ErrorCodes.ServerRefused, $"{response.RequestMessage?.RequestUri} did not answer with JSON; is it a Baton server?", failure);
        }
    }

    /// <summary>Does something with the connection; what fails there may pass.</summary>
    public static async ValueTask<T> GuardAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (IsBreak(failure, cancellationToken))
        {
            throw Broken(failure);
        }
    }

    /// <summary>True where the connection failed and nobody cancelled.</summary>
    public static bool IsBreak(Exception failure, CancellationToken cancellationToken) =>
        failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>What a failed connection is to callers.</summary>
    public static TransientException Broken(Exception failure) =>
        new("The server cannot be reached, or the connection to it broke. Try again in a moment.", inner: failure);

    /// <summary>Reads a refusal.</summary>
    private static class Refusal
    {
        public static BatonException Read(HttpResponseMessage response, byte[] body)
        {
            var refusal = Read(response.StatusCode, body);
            return response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.BadGateway and <= HttpStatusCode.GatewayTimeout
                ? new TransientException($"{refusal.Message} ({refusal.Code})", response.Headers.RetryAfter?.Delta, refusal)
                : refusal;
        }

        private static BatonException Read(HttpStatusCode status, byte[] body)
        {
            if (Parse(body) is not { ValueKind: JsonValueKind.Object } error || Text(error, "code") is not { } code)
            {
                return new BatonException(ErrorCodes.ServerRefused, $"The server answered {(int)status} without a code; is it a Baton server?");
            }

            var detail = Text(error, "detail") ?? "";
            if (!error.TryGetProperty("faults"u8, out var listed) || listed.ValueKind != JsonValueKind.Array) return new BatonException(code, detail);
            Fault[] faults = [.. listed.EnumerateArray().Select(fault => new Fault(Text(fault, "code") ?? code, Text(fault, "where") ?? "", Text(fault, "message") ?? ""))];

            // The detail is the server's exception text, which ends in the faults that this one adds again.
            var end = detail.IndexOf($": {faults.Length} fault(s).", StringComparison.Ordinal);
            return new ValidationException(code, end < 0 ? detail : detail[..end], faults);
        }

        private static JsonElement? Parse(byte[] body)
        {
            try
            {
                return JsonBytes.Parse(body);
            }
            catch (JsonException)
            {
                return null;
            }
        }

        private static string? Text(JsonElement element, string name) =>
            element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
