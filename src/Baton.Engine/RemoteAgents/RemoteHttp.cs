using System.Text.Json;
using Baton.Engine.Hosting;
using Baton.Errors;

namespace Baton.Engine.RemoteAgents;

/// <summary>Requests to agents, with bounded answers and failures that say whether another try can help.</summary>
internal static class RemoteHttp
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int BufferBytes = 16 * 1024;

    /// <summary>Sends a request and reads the answer's head.</summary>
    public static async ValueTask<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException exception)
        {
            throw Failure(exception);
        }
    }

    /// <summary>The answer's body as JSON; null where it is none.</summary>
    /// <exception cref="BatonException">The status says that there is no answer, or the body is too long.</exception>
    public static async ValueTask<JsonElement?> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var bytes = await BytesAsync(response, cancellation);
        return RemoteJson.Parse(bytes.Span);
    }

    /// <summary>What an answer without a readable body comes to.</summary>
    public static BatonException Failure(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        408 or 429 or >= 500 => new TransientException($"The agent answered {(int)response.StatusCode}.", RetryAfter(response)),
        401 or 403 => new RemoteCallException(ErrorCodes.RemoteAgentRefused, $"The agent answered {(int)response.StatusCode}: it does not take the key. Correct ApiKey or Headers."),
        >= 300 and < 400 => new RemoteCallException(ErrorCodes.RemoteAgentRefused, $"The agent answered {(int)response.StatusCode}: redirects are not followed. Configure the address that it leads to."),
        >= 400 => new RemoteCallException(ErrorCodes.RemoteAgentRefused, $"The agent answered {(int)response.StatusCode}."),
        _ => RemoteCallException.Invalid("it is no JSON"),
    };

    /// <summary>Why there was no answer.</summary>
    public static BatonException Failure(Exception exception) => OutboundGuard.RefusalIn(exception) is { } refused
        ? new RemoteCallException(refused.Code, refused.Message, exception)
        : new TransientException($"The agent could not be reached ({(exception as HttpRequestException)?.HttpRequestError.ToString() ?? exception.GetType().Name}).", null, exception);

    private static async ValueTask<ReadOnlyMemory<byte>> BytesAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellation);
            using var read = new MemoryStream();
            var buffer = new byte[BufferBytes];
            for (int count; (count = await content.ReadAsync(buffer, cancellation)) > 0;)
            {
                if (read.Length + count > MaxBytes) throw RemoteCallException.Invalid($"it is longer than {MaxBytes} bytes");
                read.Write(buffer, 0, count);
            }

            return read.GetBuffer().AsMemory(0, (int)read.Length);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Failure(exception);
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;
}
