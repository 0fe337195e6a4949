using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.Chaos.Servers;

namespace Baton.Chaos.Driving;

/// <summary>Requests of a client that does not give up: what gets no answer is sent again, under the same key, to whichever server is up.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ServerCalls(ServerFleet fleet) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // Shorter than the longest fault: a request to a server that stands still is given up and sent to another one.
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(6) };
    private readonly ConcurrentDictionary<string, int> _unexpected = new(StringComparer.Ordinal);
    private int _resent;

    /// <summary>How many requests got no answer and were sent again.</summary>
    public int Resent => Volatile.Read(ref _resent);

    /// <summary>Answers that no fault explains, with how often they came.</summary>
    public IReadOnlyDictionary<string, int> Unexpected => _unexpected;

    public Task<ServerAnswer> PostAsync(string path, string? key, object body, CancellationToken cancellationToken) => SendAsync(
        address =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path)) { Content = JsonContent.Create(body) };
            if (key is not null) request.Headers.Add("Idempotency-Key", key);
            return request;
        },
        cancellationToken);

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        (await SendAsync(address => new HttpRequestMessage(HttpMethod.Get, new Uri(address, path)), cancellationToken)).Body;

    public void Dispose() => _client.Dispose();

    private async Task<ServerAnswer> SendAsync(Func<Uri, HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var address = await fleet.AddressAsync(cancellationToken);
            try
            {
                using var message = request(address);
                using var answer = await _client.SendAsync(message, cancellationToken);
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                if (!IsAskedAgain(answer, message, text)) return new ServerAnswer(answer.StatusCode, JsonElement.Parse(text));
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                Interlocked.Increment(ref _resent);
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private bool IsAskedAgain(HttpResponseMessage answer, HttpRequestMessage message, string text)
    {
        if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) return true;
        if ((int)answer.StatusCode < 500) return false;
        var what = $"{message.Method} {message.RequestUri!.AbsolutePath.Split('/')[1]}: {(int)answer.StatusCode} {text[..Math.Min(text.Length, 200)]}";
        _unexpected.AddOrUpdate(what, 1, (_, count) => count + 1);
        return true;
    }
}

/// <summary>An answer that is neither lost nor "later".</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body.</param>
internal sealed record ServerAnswer(HttpStatusCode Status, JsonElement Body)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public override string ToString() => $"{(int)Status} {Body.GetRawText()}";
}
