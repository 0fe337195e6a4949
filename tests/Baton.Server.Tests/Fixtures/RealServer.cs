using Baton.Engine.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Tests.Fixtures;

/// <summary>The server with the real engine on the in-memory store, on a real port of the loopback interface.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RealServer(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(Address), Timeout = TestServer.Patience };
    }

    public string Address => _app.Urls.First();

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RealServer> StartAsync(
        Action<BatonBuilder> configure, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.AddBaton(baton => configure(baton.UseInMemoryStore()));
        var app = builder.Build();
        app.MapBaton();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new RealServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
