using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.Calls;
using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Systems.Tests.Calls;

/// <summary>Service calls behind real HTTP, on a store in memory that other servers may share.</summary>
internal sealed class CallSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CallSite(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public IStore Store => Services.GetRequiredService<IStore>();

    public static Task<CallSite> StartAsync(params (string Key, string Value)[] settings) => StartAsync(null, null, settings);

    /// <summary>Starts a server.</summary>
    /// <param name="store">The store that it shares with others; null for one of its own.</param>
    /// <param name="configure">What else it has.</param>
    /// <param name="settings">Settings below <c>Baton</c>.</param>
    public static async Task<CallSite> StartAsync(IStore? store, Action<BatonBuilder>? configure, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create($"Baton:{pair.Key}", (string?)pair.Value)));
        builder.AddBaton(baton =>
        {
            if (store is null) baton.UseInMemoryStore();
            else baton.Services.AddSingleton(store);
            baton.AddSystem<CallsSystem>();
            configure?.Invoke(baton);
        });
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapBaton();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new CallSite(app);
    }

    /// <summary>Sends a turn.</summary>
    public async Task<HttpResponseMessage> SendAsync(object turn, string? key = null, string path = "orchestrate")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(turn) };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    /// <summary>Takes a turn that is to be accepted.</summary>
    public async Task<JsonElement> TakeAsync(string call, string message, string? intent = null, string account = "ACC-1001", string? key = null)
    {
        using var response = await SendAsync(Turn(call, message, intent, account), key);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{(int)response.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>Status and code of a request that is refused.</summary>
    public static async Task<(HttpStatusCode Status, string? Code)> RefusalAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return (response.StatusCode, body.TryGetProperty("code", out var code) ? code.GetString() : null);
    }

    public async Task<JsonElement> GetAsync(string path) => await Client.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

    /// <summary>Takes a whole shipped call, and gives the last turn's response.</summary>
    public async Task<JsonElement> TakeWholeCallAsync(string call)
    {
        JsonElement last = default;
        foreach (var (intent, message) in FiveTurns) last = await TakeAsync(call, message, intent);
        return last;
    }

    /// <summary>The threads in which an assistant of this server remembers sessions.</summary>
    public async Task<IReadOnlyList<string>> AgentThreadsAsync(string assistant) =>
        [.. (await Store.Threads.QueryAsync(new ThreadQuery("default") { Limit = 100 }, TestContext.Current.CancellationToken)).Select(row => row.Id).Where(id => id.StartsWith($"{assistant}:", StringComparison.Ordinal))];

    /// <summary>The turns of a call that goes well.</summary>
    public static IReadOnlyList<(string Intent, string Message)> FiveTurns { get; } =
    [
        ("greeting", "Hello"), ("otp_verify", "My code is 4711"), ("refund_request", "I want my money back for the last payment"),
        ("process_refund", "Yes, please do that"), ("end_call", "Thank you, goodbye"),
    ];

    public static Dictionary<string, string> Turn(string call, string message, string? intent = null, string account = "ACC-1001")
    {
        var turn = new Dictionary<string, string> { ["call_identify_id"] = call, ["account_id"] = account, ["eci"] = "ECI-9", ["input_message"] = message };
        if (intent is not null) turn["intent"] = intent;
        return turn;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
