using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Hosting;
using Baton.Engine.Replay;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Streaming;
using Baton.Graphs;
using Baton.Registry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Baton.Tests.Engine;

/// <summary>An engine on a store, in process.</summary>
internal sealed class EngineFixture : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _hosted;

    private EngineFixture(IStore store, TimeProvider time, GraphDefinition[] graphs, Action<EngineOptions>? configure)
    {
        Store = store;
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build());
        services.AddSingleton(time);
        services.AddSingleton(store);
        foreach (var graph in graphs) services.AddSingleton(new GraphRow(graph.Id, "default", () => graph) { Version = graph.Version });
        services.AddBatonEngine();
        if (configure is not null) services.Configure(configure);
        _services = services.BuildServiceProvider();
        _hosted = [.. _services.GetServices<IHostedService>()];
    }

    public IStore Store { get; }

    public IRuns Runs => _services.GetRequiredService<IRuns>();

    public IThreads Threads => _services.GetRequiredService<IThreads>();

    public JournalReplay Replay => _services.GetRequiredService<JournalReplay>();

    public static async Task<EngineFixture> StartAsync(params GraphDefinition[] graphs) =>
        await StartAsync(new InMemoryStore(TimeProvider.System), TimeProvider.System, null, graphs);

    public static async Task<EngineFixture> StartAsync(IStore store, TimeProvider time, Action<EngineOptions>? configure, params GraphDefinition[] graphs)
    {
        var fixture = new EngineFixture(store, time, graphs, configure);
        foreach (var service in fixture._hosted) await service.StartAsync(TestContext.Current.CancellationToken);
        return fixture;
    }

    public static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value, BatonJson.Options);

    public async Task<RunResult> RunAsync(string graph, object input, string? thread = null)
    {
        var started = await Runs.StartAsync(new RunRequest(graph) { Input = Json(input), Thread = thread }, TestContext.Current.CancellationToken);
        return await WaitAsync(started.Run.Id);
    }

    public async Task<RunResult> WaitAsync(Guid run) =>
        await Runs.WaitAsync("default", run, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

    public async Task<List<Frame>> FramesAsync(Guid run, StreamRequest request)
    {
        using var limit = new CancellationTokenSource(Patience);
        var frames = new List<Frame>();
        await foreach (var frame in Runs.StreamAsync("default", run, request, limit.Token)) frames.Add(frame);
        return frames;
    }

    /// <summary>The run's row once it has the status.</summary>
    public async Task<RunRow> UntilAsync(Guid run, Func<RunRow, bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var row = await Store.Runs.FindAsync("default", run, CancellationToken.None);
            if (row is not null && condition(row)) return row;
            if (limit.IsCancellationRequested) throw new TimeoutException(await DescribeAsync(run, row));
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private async Task<string> DescribeAsync(Guid run, RunRow? row)
    {
        var entries = await Store.Runs.ReadAsync(run, 0, 1_000, CancellationToken.None);
        var inbox = await Store.Runs.ReceiveAsync(run, 0, CancellationToken.None);
        return $"{row}\njournal: {string.Join(", ", entries.Select(entry => $"{entry.Seq} {entry.Kind}"))}\ninbox: {string.Join(", ", inbox)}";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _hosted) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
