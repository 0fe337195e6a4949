using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;
using Baton.Engine.Trees;
using Baton.Graphs;
using Baton.Registry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Baton.Benchmarks;

/// <summary>An engine in process, on a store of its own.</summary>
internal sealed class BenchEngine : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _hosted;

    private BenchEngine(IStore store, GraphDefinition graph, Action<EngineOptions>? configure, Action<BatonBuilder>? with)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(store);
        services.AddSingleton(new GraphRow(graph.Id, "default", () => graph));
        with?.Invoke(new BatonBuilder(services));
        services.AddBatonEngine();
        if (configure is not null) services.Configure(configure);
        _services = services.BuildServiceProvider();
        _hosted = [.. _services.GetServices<IHostedService>()];
    }

    public IRuns Runs => _services.GetRequiredService<IRuns>();

    public RunEnds Ends => _services.GetRequiredService<RunEnds>();

    public RunTrees Trees => _services.GetRequiredService<RunTrees>();

    public IStore Store => _services.GetRequiredService<IStore>();

    /// <param name="store">The store.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="configure">Changes the engine's settings.</param>
    /// <param name="with">Adds what the graph needs besides, such as agents.</param>
    public static async Task<BenchEngine> StartAsync(
        IStore store, GraphDefinition graph, Action<EngineOptions>? configure = null, Action<BatonBuilder>? with = null)
    {
        var engine = new BenchEngine(store, graph, configure, with);
        foreach (var service in engine._hosted) await service.StartAsync(CancellationToken.None);
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _hosted) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
