using System.Collections.Concurrent;
using System.Text.Json;
using Baton.Chaos.Servers;

namespace Baton.Chaos.Driving;

/// <summary>Clients that watch runs, lose their connections, and come back with the last id they saw, to whichever server is up.</summary>
internal sealed class StreamClients(ServerFleet fleet, Acknowledged acknowledged, CancellationToken cancellationToken) : IDisposable
{
    private const int MostFramesOfAConnection = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>A server writes a comment every few seconds: a silent one stands still.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(8);

    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentBag<Task> _watching = [];

    public void Watch(Guid run) => _watching.Add(WatchAsync(run, acknowledged.Streams.GetOrAdd(run, _ => new SeenStream())));

    /// <summary>Ends when every watched run has told its end, or the watching was cancelled.</summary>
    public Task CompletedAsync() => Task.WhenAll(_watching);

    public void Dispose() => _client.Dispose();

    private async Task WatchAsync(Guid run, SeenStream seen)
    {
        while (!seen.HasEnded && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                seen.Connections++;
                await ReadAsync(run, seen, Random.Shared.Next(1, MostFramesOfAConnection));
                if (!seen.HasEnded) await Task.Delay(Pause, cancellationToken);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                // Back to another server, or at the end.
            }
        }
    }

    private async Task ReadAsync(Guid run, SeenStream seen, int most)
    {
        var address = await fleet.AddressAsync(cancellationToken);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(Silence);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, $"/runs/{run:D}/stream?{SeenStream.Query}"));
        if (seen.LastId is { } last) request.Headers.Add("Last-Event-ID", last);
        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
        if (!answer.IsSuccessStatusCode) return;
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(silence.Token));
        string? id = null, name = null, data = null;
        while (most > 0 && await reader.ReadLineAsync(silence.Token) is { } line)
        {
            silence.CancelAfter(Silence);
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
            if (line.Length > 0 || name is null) continue;
            if (id is not null) seen.Add(new SeenFrame(id, name, data ?? ""));
            if (id is not null) most--;
            if (name == "end") seen.HasEnded = JsonElement.Parse(data!).GetProperty("status").GetString() is "success" or "error" or "timeout";
            (id, name, data) = (null, null, null);
        }
    }
}
