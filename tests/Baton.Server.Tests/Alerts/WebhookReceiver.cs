using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Tests.Alerts;

/// <summary>A real HTTP server that keeps what is posted to it; the first so many it refuses.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Posted> _posted = new();
    private WebApplication? _app;
    private int _refusals;

    public string Address => $"{_app!.Urls.First()}/hook";

    public IReadOnlyList<Posted> Posted => [.. _posted];

    public static async Task<WebhookReceiver> StartAsync(int refusals = 0)
    {
        var receiver = new WebhookReceiver { _refusals = refusals };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/hook", receiver.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        receiver._app = app;
        return receiver;
    }

    /// <summary>What was posted, once there is so much of it.</summary>
    public async Task<IReadOnlyList<Posted>> UntilAsync(Func<IReadOnlyList<Posted>, bool> condition)
    {
        await Eventually.TrueAsync(() => Task.FromResult(condition(Posted)), () => string.Join("\n", Posted.Select(posted => posted.Body)));
        return Posted;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var posted = new Posted(
            await reader.ReadToEndAsync(), context.Request.Headers["Idempotency-Key"].ToString(), context.Request.Headers["x-baton-signature"].ToString());
        if (Interlocked.Decrement(ref _refusals) >= 0) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        else _posted.Enqueue(posted);
    }
}

internal sealed record Posted(string Body, string Key, string Signature);

/// <summary>Waits for a condition, with the one time limit of these tests.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string>? otherwise = null)
    {
        using var limit = new CancellationTokenSource(Fixtures.TestServer.Patience);
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"What was waited for did not come. {otherwise?.Invoke()}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
