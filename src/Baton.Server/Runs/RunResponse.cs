using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Server.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Baton.Server.Runs;

/// <summary>
/// Responses that last as long as a run: waiting for its end, and its stream of events. They end early when the server stops; the run does
/// not, whatever was asked for the case that the client goes.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RunResponse(
    IRuns runs, Pulse pulse, TimeProvider time, IOptions<BatonServerOptions> options, IHostApplicationLifetime lifetime)
{
    private static readonly ReadOnlyMemory<byte> _blank = "\n"u8.ToArray();
    private readonly TimeSpan _keepAlive = options.Value.KeepAlive;
    private readonly TimeSpan _heartbeat = options.Value.Heartbeat;

    /// <summary>
    /// Answers with the run's last values once it has ended or waits; a blank line each second keeps the connection. The headers go out at
    /// once where the run is not being executed yet, and within 20 ms where it is.
    /// </summary>
    public async Task WaitAsync(HttpContext context, RunRow run, bool cancelOnDisconnect)
    {
        var response = context.Response;
        response.Headers.ContentLocation = Location(run);
        response.ContentType = "application/json";
        try
        {
            var waiting = runs.WaitAsync(run.Tenant, run.Id, context.RequestAborted);
            var result = waiting.IsCompleted ? await waiting : await KeepAliveAsync(context, waiting.AsTask(), run.Status);
            FinalValues.Write(response.BodyWriter, CustomerView.Of(context, run.Graph)?.Show(result) ?? result);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        catch (BatonException exception) when (response.HasStarted)
        {
            FinalValues.Write(response.BodyWriter, exception);
            await response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            if (cancelOnDisconnect && !IsStopping) await CancelAsync(run);
        }
    }

    /// <summary>Answers with the run's frames until it has ended or waits; a comment every few seconds keeps the connection.</summary>
    public async Task StreamAsync(HttpContext context, RunRow run, Engine.Streaming.StreamRequest request, bool cancelOnDisconnect)
    {
        var response = context.Response;
        var view = CustomerView.Of(context, run.Graph);
        if (view is not null) request = CustomerView.Show(request);
        var subgraphs = request.Subgraphs ? "&stream_subgraphs=true" : "";
        response.Headers.ContentLocation = Location(run);
        response.Headers.Location = $"/threads/{Projection.ThreadOf(run)}/runs/{run.Id:D}/stream?{StreamModeNames.Query(request.Modes)}{subgraphs}";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        response.ContentType = "text/event-stream";
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var frames = view?.ShowAsync(runs.StreamAsync(run.Tenant, run.Id, request, over.Token)) ?? runs.StreamAsync(run.Tenant, run.Id, request, over.Token);
            await EventStream.WriteAsync(response.BodyWriter, frames, _heartbeat, time, over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Without an end frame, clients of a server that stops come back to the next one.
            if (cancelOnDisconnect && !IsStopping) await CancelAsync(run);
        }
    }

    /// <summary>The path of a run, from which clients learn its id.</summary>
    public static string Location(RunRow run) => run.Thread is null ? $"/runs/{run.Id:D}" : $"/threads/{run.Thread}/runs/{run.Id:D}";

    // Headers go out at once, except for a run that is being executed: that one is over before the next beat as a rule, and an answer in one
    // piece costs half as much.
    private async Task<RunResult> KeepAliveAsync(HttpContext context, Task<RunResult> waiting, RunStatus status)
    {
        if (status == RunStatus.Running) await Task.WhenAny(waiting, pulse.NextAsync());
        if (waiting.IsCompleted) return await waiting;
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        using var timer = new PeriodicTimer(_keepAlive, time);
        await using var stopping = lifetime.ApplicationStopping.Register(context.Abort);
        while (true)
        {
            await Task.WhenAny(waiting, timer.WaitForNextTickAsync(context.RequestAborted).AsTask());
            if (waiting.IsCompleted || context.RequestAborted.IsCancellationRequested) return await waiting;
            await context.Response.BodyWriter.WriteAsync(_blank, context.RequestAborted);
        }
    }

    private bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    private async Task CancelAsync(RunRow run) =>
        await runs.CancelAsync(run.Tenant, run.Id, "The client disconnected.", rollback: false, CancellationToken.None);
}
