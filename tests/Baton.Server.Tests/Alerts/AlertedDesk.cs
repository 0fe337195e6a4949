using System.Text;
using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Errors;
using Baton.Graphs;
using Baton.Server.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Tests.Alerts;

/// <summary>Servers of one store with a desk whose cases and failures are what it is told: <c>fail</c>, <c>Escalated billing</c>, <c>ask</c>.</summary>
internal sealed class AlertedDesk : IAsyncDisposable
{
    public const string Said = "zebra-4711";

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private AlertedDesk(WebApplication app)
    {
        _app = app;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TestServer.Patience };
    }

    public IServiceProvider Services => _app.Services;

    public HttpClient Client => _client;

    public static InMemoryStore SharedStore() => new(TimeProvider.System, countsLeases: true);

    /// <summary>The settings of rules that are looked at often, and tell a webhook.</summary>
    public static Dictionary<string, string?> Settings(string hook, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Baton:Alerts:Interval"] = "00:00:00.2",
            ["Baton:Notifications:Channels:ops:Kind"] = "webhook",
            ["Baton:Notifications:Channels:ops:Url"] = hook,
            ["Baton:Notifications:Channels:ops:Secret"] = "a secret",
            ["Baton:Notifications:Channels:ops:AllowPrivate"] = "true",
        };
        foreach (var (key, value) in more) settings[$"Baton:{key}"] = value;
        return settings;
    }

    public static async Task<AlertedDesk> StartAsync(IReadOnlyDictionary<string, string?> settings, IStore? store = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddBaton(baton =>
        {
            if (store is null) baton.UseInMemoryStore();
            else baton.Services.AddSingleton(store);
            baton.AddGraph(Define());
        });
        var app = builder.Build();
        app.MapBaton();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new AlertedDesk(app);
    }

    public async Task RunAsync(string what, string thread)
    {
        var body = JsonSerializer.Serialize(new { assistant_id = "alerted_desk", if_not_exists = "create", input = new { text = what } });
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync(new Uri($"/threads/{thread}/runs/wait", UriKind.Relative), content, TestContext.Current.CancellationToken);
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> AlertAsync()
    {
        var alerts = JsonElement.Parse(await _client.GetStringAsync(new Uri("/ops/alerts", UriKind.Relative), TestContext.Current.CancellationToken));
        return Assert.Single(alerts.EnumerateArray());
    }

    public Task UntilAsync(string status) => Eventually.TrueAsync(async () => (await AlertAsync()).GetProperty("status").GetString() == status, () => $"It is not {status}.");

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private static GraphDefinition Define() => Graph.Define<Ask, State, Ask>("alerted_desk", 1)
        .Start(ask => new State(ask.Text))
        .Continue((state, ask) => state with { Text = ask.Text })
        .Function("work", state => state.Text.StartsWith("fail", StringComparison.Ordinal) ? throw new PermanentException("It failed.") : state)
        .Approval<Yes>("refund", state => new Question("refund", Said), (state, yes) => state, when: state => state.Text == "ask")
        .Case(state => Enum.TryParse<CaseStatus>(state.Text.Split(' ')[0], out var status)
            ? new CaseFacts(status) { Category = "billing", Priority = "high", Summary = Said, EscalationReason = Said }
            : null)
        .Return(state => new Ask(state.Text));

    public sealed record Ask(string Text);

    public sealed record State(string Text);

    public sealed record Yes(bool Ok);
}
