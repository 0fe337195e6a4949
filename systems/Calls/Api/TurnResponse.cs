using Baton.Engine.Stores;
using Baton.Server.Hosting;
using Baton.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Baton.Calls.Api;

/// <summary>A turn's events as a response. It ends early when the server stops; the turn goes on, and whoever comes back takes the stream up where it was.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class TurnResponse(TurnStream stream, TimeProvider time, IOptions<BatonServerOptions> options, IHostApplicationLifetime lifetime)
{
    /// <summary>Writes the events behind the one that the header <c>Last-Event-ID</c> names, or all of them.</summary>
    public async Task StreamAsync(HttpContext context, RunRow run)
    {
        var response = context.Response;
        response.Headers.Location = $"/orchestrate/stream/{run.Id:D}";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        response.ContentType = "text/event-stream";
        var after = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id ? id : null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await EventLines.WriteAsync(response.BodyWriter, stream.EventsAsync(run, after, over.Token), EventWriter.Write, options.Value.Heartbeat, time, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Without a last event clients of a server that stops come back to the next one.
        }
    }
}
