using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Streaming;
using Baton.Errors;

namespace Baton.Engine.Remote;

/// <summary>One reader's stream of a run on a server; goes on after the last frame when its connection breaks.</summary>
internal sealed class RemoteStream(ServerCalls server, TimeProvider time, Guid run, StreamRequest request)
{
    // No mode at all would mean values.
    private const string NoMode = "none";

    private readonly string _path = $"runs/{run:D}/stream?{Query(request)}";
    private readonly FrameFilter _filter = new();
    private string? _position = request.LastEventId ?? (request.After > 0 ? string.Create(CultureInfo.InvariantCulture, $"{request.After}.{int.MaxValue}") : null);

    public async IAsyncEnumerable<Frame> FramesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var breaks = new Breaks(time);
        while (true)
        {
            TransientException failure;
            await using (var frames = ConnectionAsync(cancellationToken).GetAsyncEnumerator(cancellationToken))
            {
                while (true)
                {
                    try
                    {
                        if (!await frames.MoveNextAsync())
                        {
                            failure = new TransientException("The server ended the stream before the run came to rest.");
                            break;
                        }
                    }
                    catch (Exception broken) when (broken is TransientException || ServerCalls.IsBreak(broken, cancellationToken))
                    {
                        failure = broken as TransientException ?? ServerCalls.Broken(broken);
                        break;
                    }

                    var frame = frames.Current;
                    if (!_filter.IsNew(frame)) continue;
                    if (frame.Id is not null)
                    {
                        breaks.Forget();
                        _position = frame.Id;
                    }

                    yield return frame;
                    if (frame is { Id: null, Event: "end" }) yield break;
                }
            }

            _filter.Reconnect();
            await breaks.PauseAsync(failure, cancellationToken);
        }
    }

    /// <summary>The frames of one connection.</summary>
    private async IAsyncEnumerable<Frame> ConnectionAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, _path);
        message.Headers.Accept.ParseAdd("text/event-stream");
        if (_position is not null) message.Headers.TryAddWithoutValidation("Last-Event-ID", _position);
        using var response = await server.SendAsync(message, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(body, static (_, data) => data.ToArray()).EnumerateAsync(cancellationToken))
        {
            // Without an id it is the server's own failure; a failed run's has one.
            if (item is { EventType: "error", EventId: null }) throw Failure(item.Data);
            yield return new Frame(item.EventId, item.EventType, item.Data);
        }
    }

    private static BatonException Failure(byte[] data)
    {
        var error = JsonBytes.Parse(data);
        return new BatonException(error.GetProperty("code"u8).GetString() ?? ErrorCodes.ServerRefused, error.GetProperty("message"u8).GetString() ?? "");
    }

    private static string Query(StreamRequest request)
    {
        var modes = Enum.GetValues<StreamModes>().Where(mode => mode != StreamModes.None && request.Modes.HasFlag(mode))
            .Select(mode => JsonNamingPolicy.KebabCaseLower.ConvertName(mode.ToString()));
        var query = string.Join('&', modes.DefaultIfEmpty(NoMode).Select(mode => $"stream_mode={mode}"));
        return request.Subgraphs ? query + "&stream_subgraphs=true" : query;
    }
}
