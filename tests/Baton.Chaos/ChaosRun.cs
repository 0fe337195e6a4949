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
/// One seed, from its first request to the verdict: 1. start store, tally and servers; 2. submit programs under faults; 3. wait until no run
/// is under way; 4. stop the servers; 5. read the store and compare.
/// </summary>
public static class ChaosRun
{
    /// <summary>Plays a seed.</summary>
    /// <returns>What it came to.</returns>
    public static async Task<SeedResult> PlayAsync(ChaosOptions options, int seed, CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        var directory = Directory.CreateTempSubdirectory("baton-chaos-").FullName;

        // 1. Start.
        await using var ground = await StoreGround.OpenAsync(options, directory);
        await using var tally = await TallyService.StartAsync();
        var settings = new ServerSettings(directory, ground.StoreOf, tally.Address);
        await using var fleet = new ServerFleet(options.Servers, settings) { MayFailToStart = ground.MayBeAway };
        await fleet.StartAsync(cancellationToken);

        // 2. and 3. Submit, do faults, converge.
        var acknowledged = new Acknowledged();
        var schedule = new FaultSchedule([.. options.Faults.Select(ground.Fault)], fleet, seed);
        using var calls = new ServerCalls(fleet);
        var stuck = await DriveAsync(options, seed, new Drive(fleet, schedule, calls, tally, acknowledged), cancellationToken);

        // 4. Stop.
        fleet.CheckAlive();
        await Task.WhenAll(fleet.Servers.Select(fleet.TerminateAsync));

        // 5. Compare.
        await using var services = Services(ground);
        var store = services.GetRequiredService<IStore>();
        await store.OpenAsync(cancellationToken);
        var violations = new List<string>();
        foreach (var run in stuck) violations.Add(await Explanation.OfAsync(store, run, cancellationToken));
        var audit = new StoreAudit(store, tally.Calls, acknowledged, options.Faults.Contains("clock"));
        await audit.CheckAsync(settings.Witnesses, cancellationToken);
        violations.AddRange([.. fleet.Violations, .. acknowledged.Violations, .. calls.Unexpected.Select(answer => $"{answer.Value} × {answer.Key}"), .. audit.Findings]);
        if (violations.Count == 0) Directory.Delete(directory, recursive: true);
        else violations.Add($"The servers' output is in {directory}.");
        return new SeedResult(seed, violations)
        {
            Faults = schedule.Injected,
            Runs = audit.Runs,
            Entries = audit.Entries,
            Repeats = audit.Repeats,
            Fenced = audit.Fenced,
            Resent = calls.Resent,
            StreamConnections = acknowledged.Streams.Values.Sum(stream => stream.Connections),
            Time = Stopwatch.GetElapsedTime(begun),
        };
    }

    private static async Task<IReadOnlyList<Guid>> DriveAsync(ChaosOptions options, int seed, Drive drive, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var streams = new StreamClients(drive.Fleet, drive.Acknowledged, over.Token);
        var plan = new WorkloadPlan(seed, options.Programs);
        var answers = new Answerer(drive.Calls, drive.Tally, drive.Acknowledged).RunAsync(over.Token);
        var faults = drive.Schedule.RunAsync(options.Time, options.LongestPause, cancellationToken);
        var play = new Player(drive.Calls, drive.Acknowledged, seed).PlayAsync(plan, options.Time, streams, cancellationToken);
        try
        {
            await faults;
            var stuck = await new Convergence(drive.Calls).WaitAsync(play, cancellationToken);
            if (stuck.Count == 0) await streams.CompletedAsync();
            return stuck;
        }
        finally
        {
            await over.CancelAsync();
            await answers;
            await streams.CompletedAsync();
        }
    }

    private static ServiceProvider Services(StoreGround ground)
    {
        var services = new ServiceCollection();
        ground.Store.AddTo(new BatonBuilder(services));
        return services.BuildServiceProvider();
    }

    private sealed record Drive(ServerFleet Fleet, FaultSchedule Schedule, ServerCalls Calls, TallyService Tally, Acknowledged Acknowledged);
}
