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

    public async Task<HttpResponseMessage> DecideAsync(string thread, object decision, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"ops/support/requests/{thread}/decision") { Content = JsonContent.Create(decision) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until a person is asked about a request.</summary>
    public async Task UntilAskedAsync(string thread)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await GetAsync($"ops/support/requests/{thread}")).GetProperty("question").ValueKind == JsonValueKind.Null) await poll.WaitForNextTickAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
