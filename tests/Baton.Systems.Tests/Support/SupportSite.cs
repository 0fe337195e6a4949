using System.Net.Http.Json;
using System.Text.Json;
using Baton.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Systems.Tests.Support;

/// <summary>The desk behind real HTTP, on an in-memory store.</summary>
internal sealed class SupportSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SupportSite(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public static async Task<SupportSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.AddBaton(baton => baton.UseInMemoryStore().AddSystem<SupportSystem>());
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapBaton();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new SupportSite(app);
    }

    /// <summary>Sends a customer's message on a thread and waits for what comes of it.</summary>
    public async Task<JsonElement> SayAsync(string thread, string message)
    {
        var body = new { assistant_id = "support_desk", input = new { user_id = "u1", message }, if_not_exists = "create" };
        using var answer = await Client.PostAsJsonAsync($"threads/{thread}/runs/wait", body, TestContext.Current.CancellationToken);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> GetAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    public async Task<HttpResponseMessage> DecideAsync(string thread, object decision) =>
        await Client.PostAsJsonAsync($"ops/support/requests/{thread}/decision", decision, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
