using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Streaming;
using Baton.Graphs;
using Baton.Registry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Engine.Testing;

/// <summary>
/// An engine for tests: a store in memory, a clock that the test moves, and a server that can be restarted or made to crash between one
/// line of a test and the next. Runs, threads, journal and recovery are the real ones.
/// </summary>
/// <remarks>Belongs to one test. Its runs execute concurrently, as on a server.</remarks>
public sealed class BatonTestHost : IAsyncDisposable
{
    private const string Tenant = "default";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);
    private const int LooksWhileExecuting = 50;
    private readonly BatonTestOptions _options;
    private readonly List<ServiceProvider> _crashed = [];
    private GraphDefinition[] _graphs;
    private ServiceProvider _services;

    private BatonTestHost(BatonTestOptions options)
    {
        _options = options;
        _graphs = [.. options.Graphs];
        Time = options.Time ?? new FakeTime();
        Store = options.Store ?? new InMemoryStore(Time);
        _services = Build();
    }

    /// <summary>The store; it outlives restarts and crashes.</summary>
    public IStore Store { get; }

    /// <summary>The clock of engine and store.</summary>
    public TimeProvider Time { get; }

    /// <summary>The clock, where it is the one that stands still.</summary>
    /// <exception cref="InvalidOperationException">The host was given another clock.</exception>
    public FakeTime Clock => Time as FakeTime ?? throw new InvalidOperationException("This host has a clock of its own. Leave BatonTestOptions.Time out to get one that the test moves.");

    /// <summary>The services of the server as it is now: a restart makes new ones.</summary>
    public IServiceProvider Services => _services;

    /// <summary>Starts, watches and steers runs.</summary>
    public IRuns Runs => _services.GetRequiredService<IRuns>();

    /// <summary>Reads and edits the state of threads.</summary>
    public IThreads Threads => _services.GetRequiredService<IThreads>();

    /// <summary>Starts a host with these graphs, a store in memory and a clock that stands still.</summary>
    public static Task<BatonTestHost> StartAsync(params GraphDefinition[] graphs) => StartAsync(new BatonTestOptions(graphs));

    /// <summary>Starts a host.</summary>
    public static async Task<BatonTestHost> StartAsync(BatonTestOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var host = new BatonTestHost(options);
        await host.Engine.StartAsync(CancellationToken.None);
        return host;
    }

    /// <summary>A value as JSON, in Baton's spelling (snake_case).</summary>
    public static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value, BatonJson.Options);

    /// <summary>Stops the server as a deployment does, and starts another on the same store.</summary>
    /// <param name="graphs">The graphs from now on; none keeps the present ones.</param>
    public async Task RestartAsync(params GraphDefinition[] graphs)
    {
        await Engine.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        await StartAgainAsync(graphs);
    }

    /// <summary>
    /// Makes the server crash and starts another on the same store. What was committed stays; what was not is gone; nothing that the old
    /// server still does can be committed.
    /// </summary>
    /// <param name="graphs">The graphs from now on; none keeps the present ones.</param>
    public async Task CrashAsync(params GraphDefinition[] graphs)
    {
        // Declared dead before anything else happens, so that not even its next commit gets through.
        var witness = await Store.Servers.RegisterAsync("witness", TimeSpan.FromSeconds(1), CancellationToken.None);
        await Store.Servers.ReapAsync(witness, CancellationToken.None);
        await Engine.CrashAsync();
        _crashed.Add(_services);
        await StartAgainAsync(graphs);
    }

    /// <summary>Starts a run and waits until it has ended or waits for somebody.</summary>
    /// <param name="assistant">The graph.</param>
    /// <param name="input">The input, as an object or as JSON.</param>
    /// <param name="thread">The thread, or null.</param>
    /// <exception cref="TimeoutException">It does neither; a run that sleeps needs its clock moved.</exception>
    public async Task<RunResult> RunAsync(string assistant, object input, string? thread = null)
    {
        var started = await Runs.StartAsync(new RunRequest(assistant) { Input = Json(input), Thread = thread }, CancellationToken.None);
        return await WaitAsync(started.Run.Id);
    }

    /// <summary>Waits until a run has ended or waits for somebody.</summary>
    /// <exception cref="TimeoutException">It does neither; a run that sleeps needs its clock moved.</exception>
    public async Task<RunResult> WaitAsync(Guid run) =>
        await Runs.WaitAsync(Tenant, run, CancellationToken.None).AsTask().WaitAsync(_options.Patience);

    /// <summary>Waits until a run's row fulfils a condition.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    public Task<RunRow> UntilAsync(Guid run, Func<RunRow, bool> condition) => UntilAsync(run, condition, static () => { });

    /// <summary>Moves the clock on, step by step, until a run's row fulfils a condition.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    public Task<RunRow> AdvanceUntilAsync(Guid run, TimeSpan step, Func<RunRow, bool> condition) => UntilAsync(run, condition, () => Clock.Advance(step));

    /// <summary>The frames of a run's stream until the run has ended or waits for somebody.</summary>
    public async Task<IReadOnlyList<Frame>> FramesAsync(Guid run, StreamRequest request)
    {
        using var limit = new CancellationTokenSource(_options.Patience);
        var frames = new List<Frame>();
        await foreach (var frame in Runs.StreamAsync(Tenant, run, request, limit.Token)) frames.Add(frame);
        return frames;
    }

    /// <summary>Ends the server; whatever still runs is cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        await Engine.CrashAsync();
        await _services.DisposeAsync();
        foreach (var crashed in _crashed) await crashed.DisposeAsync();
        if (_options.Store is null) await Store.DisposeAsync();
    }

    private RunDispatcher Dispatcher => _services.GetRequiredService<RunDispatcher>();

    private EngineHost Engine => _services.GetRequiredService<EngineHost>();

    private async Task<RunRow> UntilAsync(Guid run, Func<RunRow, bool> condition, Action between)
    {
        using var limit = new CancellationTokenSource(_options.Patience);
        for (var look = 1; ; look++)
        {
            var row = await Store.Runs.FindAsync(Tenant, run, CancellationToken.None);
            if (row is not null && condition(row)) return row;
            if (limit.IsCancellationRequested) throw new TimeoutException($"Run {run} is {row?.Status.ToString() ?? "unknown"} {row?.ErrorCode}; what was waited for did not come.");

            // A clock that runs while a run is executed uses up its time budget; only what itself waits for the clock needs that.
            if (Dispatcher.Executing == 0 || look % LooksWhileExecuting == 0) between();
            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task StartAgainAsync(GraphDefinition[] graphs)
    {
        if (graphs.Length > 0) _graphs = graphs;
        _services = Build();
        await Engine.StartAsync(CancellationToken.None);
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton(Time);
        services.AddSingleton(Store);
        foreach (var graph in _graphs) services.AddSingleton(new GraphRow(graph.Id, "default", () => graph) { Version = graph.Version });
        _options.Services?.Invoke(services);
        services.AddBatonEngine();
        if (_options.Engine is { } configure) services.Configure(configure);
        return services.BuildServiceProvider();
    }
}
