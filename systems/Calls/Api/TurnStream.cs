using System.Runtime.CompilerServices;
using System.Text.Json;
using Baton.Calls.Flow;
using Baton.Calls.Sessions;
using Baton.Contracts;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Errors;

namespace Baton.Calls.Api;

/// <summary>A turn as events: the stage and the agents that are asked, text as it is written, and the response. They are a projection of the run's stream.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class TurnStream(IRuns runs, IStore store, Orchestration orchestration)
{
    /// <summary>The run of a turn.</summary>
    /// <exception cref="BatonException">There is none (BTN3004).</exception>
    public async ValueTask<RunRow> FindAsync(string tenant, Guid run, CancellationToken cancellation) =>
        await store.Runs.FindAsync(tenant, run, cancellation) is { Graph: ServiceCall.Id, Thread: not null, Hidden: false } row
            ? row
            : throw new BatonException(ErrorCodes.RunUnknown, $"There is no turn with the run {run:D} here.");

    /// <summary>The events of a turn, from the beginning or behind one; the last is the response, or an error.</summary>
    public async IAsyncEnumerable<TurnEvent> EventsAsync(RunRow run, string? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return Event(null, "turn", new TurnBegun(CallIds.Call(run.Thread!), run.Id));
        var request = new StreamRequest(StreamModes.Custom | StreamModes.MessagesTuple) { LastEventId = after };
        await foreach (var frame in runs.StreamAsync(run.Tenant, run.Id, request, cancellation))
        {
            if (Of(frame) is { } told) yield return told;
        }

        yield return await LastAsync(run, cancellation);
    }

    /// <summary>What went wrong, as an event.</summary>
    public static TurnEvent Error(BatonException exception) =>
        Event(null, "error", new TurnError(exception.Message, exception.Code, (exception as ValidationException)?.Faults));

    private async ValueTask<TurnEvent> LastAsync(RunRow run, CancellationToken cancellation)
    {
        try
        {
            return Event(null, "response", await orchestration.EndAsync(run, cancellation));
        }
        catch (BatonException exception)
        {
            return Error(exception);
        }
    }

    private static TurnEvent? Of(Frame frame) => frame.Event switch
    {
        "custom" => new TurnEvent(frame.Id, "stage", JsonElement.Parse(frame.Data.Span)),
        "messages" when Delta(JsonElement.Parse(frame.Data.Span)) is { } delta => Event(frame.Id, "delta", delta),
        _ => null,
    };

    private static TurnDelta? Delta(JsonElement message) => message is { ValueKind: JsonValueKind.Array } && message[0].TryGetProperty("content", out var text)
        ? new TurnDelta(message[0].TryGetProperty("name", out var name) ? name.GetString() : null, text.GetString() ?? "")
        : null;

    private static TurnEvent Event<T>(string? id, string name, T data) => new(id, name, JsonSerializer.SerializeToElement(data, BatonJson.Options));
}
