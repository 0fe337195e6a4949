using System.Text.Json;
using Baton.Engine.Streaming;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Baton.Server.Ops;

/// <summary>What happens to all runs, as it happens: server-sent events, each named after its kind.</summary>
internal static class OpsLive
{
    private static readonly TimeSpan _heartbeat = TimeSpan.FromSeconds(15);
    private static readonly ReadOnlyMemory<byte> _comment = ": heartbeat\n\n"u8.ToArray();

    public static async Task Watch(HttpContext context, LiveFeed feed, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        // A feed has no end of its own: without this one, a server that stops would wait for it until its patience is over.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var events = feed.WatchAsync(Caller.Of(context).Tenant, ending.Token);
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        await using var happened = events.GetAsyncEnumerator(ending.Token);
        var next = happened.MoveNextAsync().AsTask();
        try
        {
            // Tells the client that it misses nothing from here on.
            await response.Body.WriteAsync(_comment, ending.Token);
            await response.Body.FlushAsync(ending.Token);
            while (await ArrivesAsync(next, response, time, ending.Token))
            {
                await WriteAsync(response, happened.Current, ending.Token);
                next = happened.MoveNextAsync().AsTask();
                if (!next.IsCompleted) await response.Body.FlushAsync(ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client has gone, or comes back to the next server.
        }
        finally
        {
            // The enumerator may only be left once its pending move has ended.
            await ending.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> ArrivesAsync(Task<bool> next, HttpResponse response, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await next.WaitAsync(_heartbeat, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                await response.Body.WriteAsync(_comment, cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }
    }

    private static async Task WriteAsync(HttpResponse response, LiveEvent happened, CancellationToken cancellationToken)
    {
        await response.WriteAsync($"event: {happened.Kind}\ndata: ", cancellationToken);
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(happened, OpsJson.Default.LiveEvent), cancellationToken);
        await response.WriteAsync("\n\n", cancellationToken);
    }
}
