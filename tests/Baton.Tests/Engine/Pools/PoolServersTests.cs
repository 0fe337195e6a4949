using Baton.Engine.Hosting;
using Baton.Engine.Pools;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;
using Baton.Registry;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Engine.Pools;

/// <summary>Pools of servers that share a store. Each graph here has a pool of its own name.</summary>
public sealed class PoolServersTests
{
    private readonly SharedStore _store = new();
    private readonly Gate _gate = new();

    [Fact]
    public async Task A_server_leaves_the_runs_of_pools_that_it_does_not_serve_to_those_that_do()
    {
        await using var one = await ServerAsync(options => options.ServedPools = "sales");
        var run = await one.StartRunAsync("support", Talk.Input("a"));
        Assert.Equal("b [b]", Talk.Text(await one.RunAsync("sales", Talk.Input("b"))));
        Assert.Equal(RunStatus.Pending, (await one.UntilAsync(run, _ => true)).Status);

        await using var two = await ServerAsync(options => options.ServedPools = "support");
        await _gate.ArrivalAsync();
        _gate.Open();

        Assert.Equal(RunStatus.Success, (await one.WaitAsync(run)).Run.Status);
    }

    [Fact]
    public async Task A_run_behind_which_another_queues_stays_where_its_pool_is_served()
    {
        await using var one = await ServerAsync(options => options.ServedPools = "sales");
        var first = await one.Runs.StartAsync(Turn("a", MultitaskStrategy.Enqueue), TestContext.Current.CancellationToken);

        await one.Runs.StartAsync(Turn("b", MultitaskStrategy.Enqueue), TestContext.Current.CancellationToken);
        Assert.Equal(
            ErrorCodes.ThreadBusy,
            await EngineFixture.CodeAsync(() => one.Runs.StartAsync(Turn("c", MultitaskStrategy.Reject), TestContext.Current.CancellationToken).AsTask()));

        Assert.Equal(RunStatus.Pending, (await one.UntilAsync(first.Run.Id, _ => true)).Status);

        static RunRequest Turn(string text, MultitaskStrategy strategy) =>
            new("support") { Thread = "t", CreateThread = true, Input = EngineFixture.Json(Talk.Input(text)), Strategy = strategy };
    }

    [Fact]
    public async Task A_saturated_pool_queues_its_own_runs_and_no_others()
    {
        await using var one = await ServerAsync(Narrow);
        await using var two = await ServerAsync(Narrow);
        List<Guid> runs = [await one.StartRunAsync("support", Talk.Input("a")), await two.StartRunAsync("support", Talk.Input("b"))];
        await _gate.ArrivalAsync();
        await _gate.ArrivalAsync();
        runs.Add(await one.StartRunAsync("support", Talk.Input("c")));
        runs.Add(await two.StartRunAsync("support", Talk.Input("d")));

        foreach (var server in (EngineFixture[])[one, two])
        {
            Assert.Equal(ErrorCodes.PoolFull, await EngineFixture.CodeAsync(() => server.StartRunAsync("support", Talk.Input("e"))));
            Assert.Equal("f [f]", Talk.Text(await server.RunAsync("sales", Talk.Input("f"))));
        }

        Assert.Equal(2, _gate.Came.Count);
        _gate.Open();
        foreach (var run in runs) Assert.Equal(RunStatus.Success, (await one.WaitAsync(run)).Run.Status);

        static void Narrow(EngineOptions options)
        {
            options.QueueLimit = 2;
            options.Pools["support"] = 1;
        }
    }

    [Fact]
    public async Task Servers_never_execute_more_runs_than_the_cap_together()
    {
        var (now, most) = (0, 0);
        var graph = Talk.Begin("counted").Function("count", async (state, context) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            await context.EffectAsync("yield", async call => { await Task.Yield(); return 1; });
            Interlocked.Decrement(ref now);
            return state;
        }).End();
        await using var one = await ServerAsync(Capped, graph);
        await using var two = await ServerAsync(Capped, graph);
        await using var three = await ServerAsync(Capped, graph);

        EngineFixture[] servers = [one, two, three];
        var runs = await Task.WhenAll(Enumerable.Range(0, 120).Select(run => servers[run % 3].StartRunAsync("counted", Talk.Input($"{run}"))));

        foreach (var run in runs) Assert.Equal(RunStatus.Success, (await one.WaitAsync(run)).Run.Status);
        Assert.InRange(most, 1, 4);

        static void Capped(EngineOptions options) => options.PoolCaps["counted"] = 4;
    }

    [Fact]
    public async Task The_places_of_a_dead_server_are_taken_by_another()
    {
        await using var store = new InMemoryStore(TimeProvider.System, countsLeases: true);
        var one = await ServerAsync(Capped, Talk.Held(_gate, "held"), store);
        var run = await one.StartRunAsync("held", Talk.Input("a"));
        await _gate.ArrivalAsync();
        await using var two = await ServerAsync(Capped, Talk.Held(_gate, "held"), store);

        await one.Host.Services.GetRequiredService<EngineHost>().CrashAsync();
        await _gate.ArrivalAsync();
        _gate.Open();

        Assert.Equal(RunStatus.Success, (await two.WaitAsync(run)).Run.Status);
        await one.DisposeAsync();

        static void Capped(EngineOptions options) =>
            (options.PoolCaps["held"], options.Lease, options.Heartbeat) = (1, TimeSpan.FromMilliseconds(900), TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task A_burst_of_one_graph_does_not_hold_another_of_the_pool_up()
    {
        await using var one = await StartAsync(options => options.PoolConcurrency = 1, _store, Row(Talk.Held(_gate, "burst"), "shared"), Row(Talk.Plain("calm"), "shared"));
        var burst = new List<Guid>();
        for (var run = 0; run < 20; run++) burst.Add(await one.StartRunAsync("burst", Talk.Input($"{run}")));
        var calm = await one.StartRunAsync("calm", Talk.Input("a"));
        await _gate.ArrivalAsync();

        _gate.Open();

        var row = (await one.WaitAsync(calm)).Run;
        foreach (var run in burst) await one.WaitAsync(run);
        var later = 0;
        foreach (var run in burst) later += (await one.UntilAsync(run, RunStatus.Success)).UpdatedAt >= row.UpdatedAt ? 1 : 0;
        Assert.InRange(later, 15, 20);
    }

    [Fact]
    public async Task Pools_show_what_goes_on_in_them()
    {
        await using var one = await ServerAsync(options => (options.Pools["support"], options.PoolCaps["sales"], options.ServedPools) = (1, 7, "support"));
        await one.StartRunAsync("support", Talk.Input("a"));
        await _gate.ArrivalAsync();
        await one.StartRunAsync("support", Talk.Input("b"));

        var pools = await one.Host.Services.GetRequiredService<IPools>().ListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["sales", "support"], pools.Select(pool => pool.Pool));
        var (sales, support) = (pools[0], pools[1]);
        Assert.Equal((false, 0, 7, 0), (sales.IsServed, sales.Concurrency, sales.Cap, sales.Share));
        Assert.Equal((true, 1, 1, 1, 1), (support.IsServed, support.Concurrency, support.RunningHere, support.Running, support.Pending));
        Assert.NotNull(support.OldestAge);
        Assert.Null(support.MedianWait);
        _gate.Open();
    }

    [Fact]
    public async Task Pools_that_no_graph_has_are_refused_at_start()
    {
        var refusal = await Assert.ThrowsAnyAsync<BatonException>(
            () => ServerAsync(options => (options.ServedPools, options.PoolCaps["slaes"]) = ("support,emial", 3)));

        Assert.Equal(ErrorCodes.PoolUnknown, refusal.Code);
        Assert.Contains("'emial'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'slaes'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("have sales, support", refusal.Message, StringComparison.Ordinal);
    }

    private Task<EngineFixture> ServerAsync(Action<EngineOptions> configure) =>
        StartAsync(configure, _store, Row(Talk.Held(_gate, "support"), "support"), Row(Talk.Plain("sales"), "sales"));

    private Task<EngineFixture> ServerAsync(Action<EngineOptions> configure, GraphDefinition graph, IStore? store = null) =>
        StartAsync(configure, store ?? _store, Row(graph, graph.Id));

    private static GraphRow Row(GraphDefinition graph, string pool) => new(graph.Id, pool, () => graph) { Version = graph.Version };

    private static Task<EngineFixture> StartAsync(Action<EngineOptions> configure, IStore store, params GraphRow[] rows) =>
        EngineFixture.StartAsync(new BatonTestOptions
        {
            Store = store,
            Time = TimeProvider.System,
            Engine = configure,
            Services = services => Array.ForEach(rows, row => services.AddSingleton(row)),
        });

    private static void InterlockedMax(ref int most, int now)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < now) Interlocked.CompareExchange(ref most, now, seen);
    }
}
