using System.Collections.Concurrent;
using System.Text.Json;
using Baton.Server.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Tests.A2A;

/// <summary>Takes push notifications, and refuses as many as it is told to.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Notification> _taken = [];
    private readonly SemaphoreSlim _news = new(0);
    private int _refuse;

    private HookReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Refuses the next requests.</summary>
    public void Refuse(int count) => Volatile.Write(ref _refuse, count);

    public static async Task<HookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new HookReceiver(app);
        app.MapPost("/{**path}", receiver.TakeAsync);
        app.MapGet("/{**path}", (HttpContext context) => Results.Json(receiver._taken.Where(taken => taken.Path == context.Request.Path).Select(taken => taken.Body)));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>The notifications on a path, once there are as many.</summary>
    public async Task<List<Notification>> UntilAsync(string path, int count)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TestServer.Patience);
        while (true)
        {
            var taken = _taken.Where(notification => notification.Path == path).ToList();
            if (taken.Count >= count) return taken;
            await _news.WaitAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _news.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        if (Interlocked.Decrement(ref _refuse) >= 0)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        _taken.Enqueue(new Notification(context.Request.Path, context.Request.ContentType, headers, body.RootElement));
        _news.Release();
    }
}

/// <summary>A notification.</summary>
internal sealed record Notification(string Path, string? ContentType, IReadOnlyDictionary<string, string> Headers, JsonElement Body);
