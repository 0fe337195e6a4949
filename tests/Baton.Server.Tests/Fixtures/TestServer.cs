using System.Text;
using System.Text.Json;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Tests.Fixtures;

/// <summary>The server on a real port of the loopback interface, with the in-memory store and a scripted engine behind it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    /// <summary>The one time limit of waits in these tests.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;

    private TestServer(WebApplication app, ScriptedEngine engine)
    {
        _app = app;
        Engine = engine;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = Patience };
    }

    public HttpClient Client { get; }

    public ScriptedEngine Engine { get; }

    public IServiceProvider Services => _app.Services;

    public IStore Store => Services.GetRequiredService<IStore>();

    public static async Task<TestServer> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null, Action<BatonBuilder>? configure = null, string url = "http://127.0.0.1:0")
    {
        var engine = new ScriptedEngine();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.AddBaton(baton =>
        {
            baton.UseInMemoryStore();
            baton.AddGraph(SampleGraphs.Echo());
            baton.AddGraph(new GraphRow("broken", "default", () => throw new Errors.BatonException(Errors.ErrorCodes.GraphBroken, "No such prompt.")));
            configure?.Invoke(baton);
        });
        RemoveEngine(builder.Services);
        builder.Services.AddSingleton<IRuns>(engine).AddSingleton<IThreads>(engine).AddSingleton<IEngineStatus>(engine);
        var app = builder.Build();
        app.MapBaton();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestServer(app, engine);
    }

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body, headers);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

    // The real engine is not to start: the script takes its place.
    private static void RemoveEngine(IServiceCollection services)
    {
        foreach (var service in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType is null).ToList())
        {
            services.Remove(service);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
