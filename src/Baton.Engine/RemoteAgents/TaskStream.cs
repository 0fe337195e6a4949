using System.Net.ServerSentEvents;
using System.Text;
using Baton.Engine.A2A;
using Baton.Errors;

namespace Baton.Engine.RemoteAgents;

/// <summary>A stream of an agent: the task as it comes about. What it brings is bounded.</summary>
/// <remarks>Belongs to one call.</remarks>
internal sealed class TaskStream : IAsyncDisposable
{
    private const int MaxEvents = 10_000;
    private const int MaxBytes = 4 * 1024 * 1024;
    private readonly HttpResponseMessage _response;
    private readonly IRemoteWire _wire;
    private readonly IAsyncEnumerator<SseItem<string>> _events;
    private int _count;
    private long _bytes;

    private TaskStream(HttpResponseMessage response, IRemoteWire wire, IAsyncEnumerator<SseItem<string>> events) => (_response, _wire, _events) = (response, wire, events);

    /// <summary>Takes up the stream of a response.</summary>
    /// <exception cref="BatonException">The answer is an error, or no stream.</exception>
    public static async ValueTask<TaskStream> OpenAsync(HttpResponseMessage response, IRemoteWire wire, CancellationToken cancellation)
    {
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            // An error comes as one answer, also where a stream was asked for.
            _ = wire.ReadEvent(await RemoteHttp.ReadAsync(response, cancellation), response);
            throw RemoteCallException.Invalid("a stream was asked for, and it is none");
        }

        var lines = new BoundedStream(await response.Content.ReadAsStreamAsync(cancellation), MaxBytes);
        return new TaskStream(response, wire, SseParser.Create(lines).EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation));
    }

    /// <summary>The next event; null where the stream has ended, or broke off.</summary>
    /// <exception cref="BatonException">It is no event, an error, or one too many.</exception>
    public async ValueTask<StreamEvent?> NextAsync()
    {
        try
        {
            if (!await _events.MoveNextAsync()) return null;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return null;
        }

        _bytes += _events.Current.Data.Length;
        if (++_count > MaxEvents || _bytes > MaxBytes) throw RemoteCallException.Invalid($"its stream has more than {MaxEvents} events or {MaxBytes} characters");
        return _wire.ReadEvent(RemoteJson.Parse(Encoding.UTF8.GetBytes(_events.Current.Data)), _response);
    }

    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        try
        {
            await _events.DisposeAsync();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or HttpRequestException or NotSupportedException)
        {
            // It was cut off in the middle of a read.
        }
    }
}
