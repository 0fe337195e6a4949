using System.Diagnostics;
using Baton.Chaos.Checking;
using Baton.Chaos.Driving;
using Baton.Chaos.Faults;
using Baton.Chaos.Outside;
using Baton.Chaos.Servers;
using Baton.Chaos.Stores;
using Baton.Chaos.Workload;
using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Chaos;

/// <summary>
/// One seed, from its first request to the verdict: 1. start store, tally and servers; 2. submit programs under faults, wait until no run is
/// under way, and stop the servers; 3. read the store and compare. Another seed may start while one is compared.
/// </summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly Acknowledged _acknowledged = new();
    private readonly ChaosOptions _options;
    private readonly int _seed;
    private readonly StoreGround _ground;
    private readonly TallyService _tally;
    private readonly ServerSettings _settings;
    private readonly ServerFleet _fleet;
    private readonly FaultSchedule _schedule;
    private readonly ServerCalls _calls;
    private IReadOnlyList<Guid> _stuck = [];

    private ChaosRun(ChaosOptions options, int seed, StoreGround ground, TallyService tally)
    {
        (_options, _seed, _ground, _tally) = (options, seed, ground, tally);
        _settings = new ServerSettings(ground.Directory, ground.StoreOf, tally.Address);
        _fleet = new ServerFleet(options.Servers, _settings) { MayFailToStart = ground.MayBeAway };
        _schedule = new FaultSchedule([.. options.Faults.Select(ground.Fault)], _fleet, seed);
        _calls = new ServerCalls(_fleet);
    }

    /// <summary>1. Starts everything.</summary>
    public static async Task<ChaosRun> StartAsync(ChaosOptions options, Grounds grounds, int seed, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("baton-chaos-").FullName;
        var run = new ChaosRun(options, seed, await grounds.OpenAsync(directory, seed), await TallyService.StartAsync());
        try
        {
            await run._fleet.StartAsync(cancellationToken);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>2. Submits, does faults, waits until all is done, and stops the servers.</summary>
    public async Task DriveAsync(CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var streams = new StreamClients(_fleet, _acknowledged, over.Token);
        var plan = new WorkloadPlan(_seed, _options.Programs);
        var answers = _options.LeavesQuestions ? Task.CompletedTask : new Answerer(_calls, _tally, _acknowledged).RunAsync(over.Token);
        var faults = _schedule.RunAsync(_options.Time, _options.LongestPause, cancellationToken);
        var play = new Player(_calls, _acknowledged, _seed).PlayAsync(plan, _options.Time, streams, cancellationToken);
        try
        {
            await faults;
            _stuck = await new Convergence(_calls, _options.StuckAfter).WaitAsync(play, cancellationToken);
            if (_stuck.Count == 0) await streams.CompletedAsync();
        }
        finally
        {
            await over.CancelAsync();
            await answers;
            await streams.CompletedAsync();
        }

        _fleet.CheckAlive();
        await Task.WhenAll(_fleet.Servers.Select(_fleet.TerminateAsync));
    }

    /// <summary>3. Compares.</summary>
    /// <returns>What the seed came to.</returns>
    public async Task<SeedResult> CheckAsync(CancellationToken cancellationToken)
    {
        await using var services = Services(_ground);
        var store = services.GetRequiredService<IStore>();
        await store.OpenAsync(cancellationToken);
        var violations = new List<string>();
        foreach (var run in _stuck) violations.Add(await Explanation.OfAsync(store, run, cancellationToken));
        var audit = new StoreAudit(store, _tally.Calls, _acknowledged, _options.Faults.Contains("clock"));
        await audit.CheckAsync(_settings.Witnesses, cancellationToken);
        violations.AddRange([.. _fleet.Violations, .. _acknowledged.Violations, .. _calls.Unexpected.Select(answer => $"{answer.Value} × {answer.Key}"), .. audit.Findings]);
        if (violations.Count == 0) Directory.Delete(_settings.Directory, recursive: true);
        else violations.Add($"The servers' output is in {_settings.Directory}.");
        return new SeedResult(_seed, violations)
        {
            Faults = _schedule.Injected,
            Runs = audit.Runs,
            Entries = audit.Entries,
            Effects = audit.Effects,
            Repeats = audit.Repeats,
            Fenced = audit.Fenced,
            Resent = _calls.Resent,
            StreamConnections = _acknowledged.Streams.Values.Sum(stream => stream.Connections),
            Time = Stopwatch.GetElapsedTime(_begun),
        };
    }

    public async ValueTask DisposeAsync()
    {
        _calls.Dispose();
        await _fleet.DisposeAsync();
        await _tally.DisposeAsync();
        await _ground.DisposeAsync();
    }

    private static ServiceProvider Services(StoreGround ground)
    {
        var services = new ServiceCollection();
        ground.Store.AddTo(new BatonBuilder(services));
        return services.BuildServiceProvider();
    }
}
