using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Baton.Calls.Api;

/// <summary>
/// Turns over a WebSocket: each text message is a turn (with <c>idempotency_key</c>, where it is to be repeated safely), or takes an earlier one up again
/// (<c>run_id</c>, <c>last_event_id</c>). What comes back are the events of the stream, one message each. Turns go one after the other.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class CallSocket(Orchestration orchestration, TurnStream stream, IHostApplicationLifetime lifetime)
{
    private const int LongestMessage = 64 * 1024;

    /// <summary>Serves a connection until it is closed.</summary>
    /// <exception cref="BatonException">The request is no WebSocket handshake (BTN7307).</exception>
    public async Task ServeAsync(HttpContext context, TurnOrder order)
    {
        if (!context.WebSockets.IsWebSocketRequest) throw new BatonException(ErrorCodes.CallSocketExpected, "This address takes WebSockets. Connect with ws://, or use POST /orchestrate/stream.");
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            while (await ReceiveAsync(socket, over.Token) is { } message) await AnswerAsync(socket, order, message, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            await CloseAsync(socket, WebSocketCloseStatus.EndpointUnavailable, "The server stops: connect again.");
        }
        catch (WebSocketException)
        {
            // The client is gone; what was accepted goes on.
        }
    }

    private async Task AnswerAsync(WebSocket socket, TurnOrder order, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        try
        {
            var (run, after) = await BeginAsync(order, message, cancellation);
            await foreach (var told in stream.EventsAsync(run, after, cancellation)) await SendAsync(socket, told, cancellation);
        }
        catch (BatonException exception)
        {
            await SendAsync(socket, TurnStream.Error(exception), cancellation);
        }
    }

    private async ValueTask<(RunRow Run, string? After)> BeginAsync(TurnOrder order, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        var body = RequestBody.Parse(message.Span);
        if (body.ValueKind != JsonValueKind.Object) throw new BatonException(ErrorCodes.RequestInvalid, "A message must be a JSON object.");
        if (body.TryGetProperty("run_id", out var id))
        {
            if (id.ValueKind != JsonValueKind.String || !id.TryGetGuid(out var run)) throw new BatonException(ErrorCodes.RequestInvalid, "run_id: the id of a turn's run is expected, as the event 'turn' has it.");
            return (await stream.FindAsync(order.Tenant, run, cancellation), Text(body, "last_event_id"));
        }

        var key = Text(body, "idempotency_key") ?? order.Key;
        if (body.TryGetProperty("idempotency_key", out _)) body = JsonSerializer.SerializeToElement(WithoutKey(body), BatonJson.Options);

        return (await orchestration.BeginAsync(order with { Key = key }, body, cancellation), null);
    }

    private static Dictionary<string, JsonElement> WithoutKey(JsonElement body)
    {
        var turn = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in body.EnumerateObject().Where(member => member.Name != "idempotency_key"))
        {
            if (!turn.TryAdd(member.Name, member.Value)) throw new BatonException(ErrorCodes.BodyMalformed, "The message names a member twice.");
        }

        return turn;
    }

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>The next message, or null where the connection was closed.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReceiveAsync(WebSocket socket, CancellationToken cancellation)
    {
        var message = new ArrayBufferWriter<byte>(4_096);
        while (true)
        {
            var part = await socket.ReceiveAsync(message.GetMemory(4_096), cancellation);
            message.Advance(part.Count);
            if (part.MessageType == WebSocketMessageType.Close) return await CloseAsync(socket, WebSocketCloseStatus.NormalClosure, "");
            if (part.MessageType != WebSocketMessageType.Text) return await CloseAsync(socket, WebSocketCloseStatus.InvalidMessageType, "Messages are JSON, as text.");
            if (message.WrittenCount > LongestMessage) return await CloseAsync(socket, WebSocketCloseStatus.MessageTooBig, $"A message has at most {LongestMessage} bytes.");
            if (part.EndOfMessage) return message.WrittenMemory;
        }
    }

    private static async Task SendAsync(WebSocket socket, TurnEvent told, CancellationToken cancellation) =>
        await socket.SendAsync(EventWriter.Message(told), WebSocketMessageType.Text, endOfMessage: true, cancellation);

    private static async Task<ReadOnlyMemory<byte>?> CloseAsync(WebSocket socket, WebSocketCloseStatus status, string why)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return null;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await socket.CloseOutputAsync(status, why, limit.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // Nobody is there to be told.
        }

        return null;
    }
}
