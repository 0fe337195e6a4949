using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.Sqlite;

namespace Baton.Server.Tests.Support;

/// <summary>A client that does not give up: what gets no answer is sent again, under the same key, to whichever process holds the data.</summary>
internal sealed class DeskClient(string data) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };

    public void Dispose() => _client.Dispose();

    /// <summary>Sends until a server has answered it with anything but a fault of its own.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? key = null, object? body = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            if (await TryAsync(method, path, key, body, limit.Token) is { } answer) return answer;
            await Task.Delay(_pause, limit.Token);
        }
    }

    /// <summary>Reads a list until it is as it should be.</summary>
    public async Task<IReadOnlyList<JsonElement>> UntilAsync(string path, Func<IReadOnlyList<JsonElement>, bool> fits)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            var (_, body) = await SendAsync(HttpMethod.Get, path);
            IReadOnlyList<JsonElement> list = [.. body.EnumerateArray()];
            if (fits(list)) return list;
            await Task.Delay(_pause, limit.Token);
        }
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)?> TryAsync(HttpMethod method, string path, string? key, object? body, CancellationToken cancellation)
    {
        if (!Directory.Exists(data) || StoreLock.TryRead(data)?.Url is not { } url) return null;
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(new Uri(url), path));
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            if (body is not null) request.Content = JsonContent.Create(body);
            using var answer = await _client.SendAsync(request, cancellation);
            return answer.StatusCode >= HttpStatusCode.InternalServerError ? null : (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation));
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
