using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Errors;
using Baton.Server.Hosting;
using Baton.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Baton.Server.A2A;

/// <summary>Answers with a stream of events. It ends when the task rests, when the client goes, and when the server stops: then the client subscribes again.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class A2AStream(TimeProvider time, IOptions<BatonServerOptions> options, IHostApplicationLifetime lifetime)
{
    private readonly TimeSpan _heartbeat = options.Value.Heartbeat;

    /// <summary>Writes the events.</summary>
    /// <param name="context">The request.</param>
    /// <param name="events">The events.</param>
    /// <param name="write">Writes one event as the binding and the version have it.</param>
    /// <param name="fail">Writes a failure in the same way.</param>
    public async Task WriteAsync(HttpContext context, IAsyncEnumerable<StreamEvent> events, Action<Utf8JsonWriter, StreamEvent> write, Action<Utf8JsonWriter, A2AFault> fail)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await EventLines.WriteAsync(response.BodyWriter, events, (body, happened) => Line(body, writer => write(writer, happened)), _heartbeat, time, over.Token);
        }
        catch (BatonException failure)
        {
            Line(response.BodyWriter, writer => fail(writer, A2AFault.Of(failure)));
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Nobody listens any more, or the server stops.
        }
    }

    private static void Line(PipeWriter body, Action<Utf8JsonWriter> write)
    {
        body.Write("data: "u8);
        using (var writer = new Utf8JsonWriter(body, A2AResponses.Writing)) write(writer);
        body.Write("\n\n"u8);
    }
}
