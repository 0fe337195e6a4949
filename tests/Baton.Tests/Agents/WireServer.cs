using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.Agents;

/// <summary>A real HTTP server on a free port that plays a model provider: it answers each request with the next script, and keeps the requests.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _scripts = new();

    private WireServer(WebApplication app) => _app = app;

    public ConcurrentQueue<WireRequest> Requests { get; } = new();

    public string Address => _app.Urls.First();

    public static async Task<WireServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new WireServer(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public WireServer Next(Func<HttpContext, Task> script)
    {
        _scripts.Enqueue(script);
        return this;
    }

    public WireServer NextStatus(int status, string body, params (string Name, string Value)[] headers) => Next(async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        foreach (var (name, value) in headers) http.Response.Headers[name] = value;
        await http.Response.WriteAsync(body);
    });

    /// <summary>A stream of server-sent events; cut off after them where <paramref name="cut"/> says so.</summary>
    public WireServer NextStream(IEnumerable<string> events, bool cut = false) => Next(async http =>
    {
        http.Response.ContentType = "text/event-stream";
        foreach (var line in events)
        {
            await http.Response.WriteAsync(line + "\n\n");
            await http.Response.Body.FlushAsync();
        }

        if (cut) http.Abort();
    });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        Requests.Enqueue(new WireRequest(
            http.Request.Path, body.RootElement.Clone(), http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (_scripts.TryDequeue(out var script)) await script(http);
        else http.Response.StatusCode = 599;
    }
}

internal sealed record WireRequest(string Path, JsonElement Body, IReadOnlyDictionary<string, string> Headers);
