using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Errors;

namespace Baton.Cli.Client;

/// <summary>Talks to a server over its run API.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class BatonClient : IDisposable
{
    private static readonly TimeSpan _aliveLimit = TimeSpan.FromSeconds(5);
    private readonly HttpClient _http;

    public BatonClient(string url, string? apiKey)
    {
        Url = url;
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(10) })
        {
            BaseAddress = new Uri(url.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (apiKey is not null) _http.DefaultRequestHeaders.Add("x-api-key", apiKey);
    }

    /// <summary>The server's address.</summary>
    public string Url { get; }

    /// <summary>True where a server answers within five seconds.</summary>
    public async ValueTask<bool> IsAliveAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_aliveLimit);
        try
        {
            using var answer = await _http.GetAsync("health", limit.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>The JSON that a path answers with.</summary>
    /// <exception cref="BatonException">The server refused, or there is none.</exception>
    public async ValueTask<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>Copies what a path answers with, whatever it is.</summary>
    /// <exception cref="BatonException">The server refused, or there is none.</exception>
    public async Task CopyAsync(string path, Stream target, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        await answer.Content.CopyToAsync(target, cancellationToken);
    }

    /// <summary>The JSON that a path answers a body with.</summary>
    /// <exception cref="BatonException">The server refused, or there is none.</exception>
    public async ValueTask<JsonElement> PostAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(Post(path, body), cancellationToken);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>Removes what stands under a path.</summary>
    /// <exception cref="BatonException">The server refused, or there is none.</exception>
    public async ValueTask DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Delete, path), cancellationToken);
    }

    /// <summary>The events that a path streams in answer to a body.</summary>
    /// <exception cref="BatonException">The server refused, or there is none.</exception>
    public async IAsyncEnumerable<ServerEvent> StreamAsync(
        string path, JsonObject body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = Post(path, body);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var answer = await SendAsync(request, cancellationToken);
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream, (name, data) => (Name: name, Data: data.ToArray())).EnumerateAsync(cancellationToken))
        {
            if (item.Data.Data.Length > 0) yield return new ServerEvent(item.Data.Name, JsonSerializer.Deserialize<JsonElement>(item.Data.Data));
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Post(string path, JsonObject body) => new(HttpMethod.Post, path) { Content = JsonContent.Create(body) };

    private async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer) throw Refusal(request, (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException error)
        {
            throw new BatonException(
                ErrorCodes.ServerUnreachable, $"No server answers at {Url}. Start one with 'baton serve', or name another with --url.", error);
        }
    }

    private static BatonException Refusal(HttpRequestMessage request, int status, string body)
    {
        var detail = body;
        var code = ErrorCodes.ServerRefused;
        try
        {
            var error = JsonSerializer.Deserialize<JsonElement>(body);
            if (error.TryGetProperty("detail", out var text) || error.TryGetProperty("message", out text)) detail = text.ToString();
            if (error.TryGetProperty("code", out var known) && known.GetString() is { } given) code = given;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // No Baton error: the body itself is the best text there is.
        }

        return new BatonException(code, $"{request.Method} {request.RequestUri?.OriginalString}: {status} {detail}");
    }
}

/// <summary>One event of a stream.</summary>
/// <param name="Name">Its name, such as <c>values</c>.</param>
/// <param name="Data">Its data.</param>
internal readonly record struct ServerEvent(string Name, JsonElement Data);
