using Baton.Agents.Cost;
using Baton.Agents.Cost.Kill;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Testing;
using Baton.Graphs;
using Baton.Tests.Engine;
using Baton.Tests.Knowledge;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Cost;

/// <summary>Agents on scripted models, on one server or several of one store. Each call takes 1,200 tokens: 600 sent, 400 from the cache, 200 received.</summary>
internal sealed class CostDesk : IAsyncDisposable
{
    /// <summary>What one call costs: 600 × 1 $ + 400 × 0.1 $ + 200 × 10 $ for a million.</summary>
    public const decimal CallUsd = 0.00264m;

    private static readonly ModelPrices Prices = new(1, 10, 0.1m);
    private readonly List<EngineFixture> _servers = [];

    public CostDesk(TimeProvider? time = null)
    {
        Store = new SharedStore(time);
        Time = time ?? TimeProvider.System;
        Agent("helper");
    }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("baton-cost-").FullName;

    public ScriptedModel Model { get; } = new();

    /// <summary>Where set, documents are found by meaning too: 10 dollars for a million tokens.</summary>
    public LetterEmbeddings? Letters { get; set; }

    public SharedStore Store { get; }

    public TimeProvider Time { get; }

    public Dictionary<string, string?> Settings { get; } = [];

    public List<GraphDefinition> Graphs { get; } = [Asking("talk")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static GraphDefinition Asking(string id, string agent = "helper") =>
        Talk.Begin(id).Agent<string>("ask", agent, state => state.Last, (state, text) => state with { Lines = state.Lines.Add(text) }).End();

    public void Agent(string name, string? keys = null) => File.WriteAllText(
        Path.Combine(Directory, $"{name}.md"), $"---\nname: {name}\nmodel: scripted\npolicies: {{ retries: 2 }}\n{keys}\n---\nYou help.\n");

    /// <summary>A server; the first one starts the store's life.</summary>
    public async Task<EngineFixture> ServerAsync(IStore? store = null)
    {
        var server = await EngineFixture.StartAsync(new BatonTestOptions([.. Graphs]) { Store = store ?? Store, Time = Time, Services = Configure });
        _servers.Add(server);
        return server;
    }

    public static KillSwitch Switch(EngineFixture server) => server.Host.Services.GetRequiredService<KillSwitch>();

    /// <summary>Starts a run for a user.</summary>
    public static async Task<Guid> StartAsync(EngineFixture server, string text, string graph = "talk", object? configuration = null, object? metadata = null, string tenant = "default") =>
        (await server.Runs.StartAsync(
            new RunRequest(graph)
            {
                Tenant = tenant,
                Input = EngineFixture.Json(Talk.Input(text)),
                Configuration = configuration is null ? null : EngineFixture.Json(configuration),
                Metadata = metadata is null ? null : EngineFixture.Json(metadata),
            },
            Token)).Run.Id;

    public async Task<RunResult> WaitAsync(EngineFixture server, Guid run, string tenant = "default") =>
        await server.Runs.WaitAsync(tenant, run, Token).AsTask().WaitAsync(EngineFixture.Patience, Token);

    /// <summary>The accounts, added up.</summary>
    public async Task<IReadOnlyList<CostSum>> SumsAsync(params CostDimension[] by)
    {
        var today = DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);
        return await Store.Costs.QueryAsync(new CostQuery("default", today.AddDays(-2), today.AddDays(1)) { By = by }, Token);
    }

    /// <summary>Waits for something to become true.</summary>
    public static async Task UntilAsync(Func<bool> condition, Action? between = null)
    {
        using var limit = new CancellationTokenSource(EngineFixture.Patience);
        while (!condition())
        {
            between?.Invoke();
            await Task.Delay(2, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
        await Store.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private void Configure(IServiceCollection services)
    {
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Settings).Build());
        new BatonBuilder(services).AddAgents(Directory).AddModel("scripted", _ => Model, Prices).AddModel("other", _ => Model, Prices).AddTool("look_up", () => "found");
        if (Letters is { } letters) new BatonBuilder(services).AddEmbeddings(_ => letters, new ModelPrices(10, 0));
    }
}
