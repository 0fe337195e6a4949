using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.Tools;

/// <summary>A real HTTP service on a free port: it answers each request with the next script, and keeps the requests as they came.</summary>
internal sealed class HttpService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _scripts = new();

    private HttpService(WebApplication app) => _app = app;

    public ConcurrentQueue<ServiceRequest> Requests { get; } = new();

    public string Address => _app.Urls.First();

    public static async Task<HttpService> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var service = new HttpService(builder.Build());
        service._app.Run(service.AnswerAsync);
        await service._app.StartAsync(TestContext.Current.CancellationToken);
        return service;
    }

    public HttpService Next(int status, string type, string body, params (string Name, string Value)[] headers)
    {
        _scripts.Enqueue(async http =>
        {
            http.Response.StatusCode = status;
            if (type.Length > 0) http.Response.ContentType = type;
            foreach (var (name, value) in headers) http.Response.Headers[name] = value;
            if (status != 204) await http.Response.WriteAsync(body);
        });
        return this;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        Requests.Enqueue(new ServiceRequest(
            http.Request.Method,
            http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            await reader.ReadToEndAsync(),
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (_scripts.TryDequeue(out var script)) await script(http);
        else http.Response.StatusCode = 599;
    }
}

internal sealed record ServiceRequest(string Method, string Target, string Body, IReadOnlyDictionary<string, string> Headers);
