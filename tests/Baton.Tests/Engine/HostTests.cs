using System.Text.Json;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Pools;
using Baton.Engine.Runs;
using Baton.Engine.Servers;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Streaming;
using Baton.Engine.Testing;
using Baton.Graphs;
using Baton.Registry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Engine;

public sealed class HostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_stops_hands_its_runs_on_at_the_next_step()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartAsync(TwoSteps(gate));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        var restarting = engine.Host.RestartAsync();
        gate.Open();
        await restarting;

        Assert.Equal("a passed one passed two", Talk.Text(await engine.WaitAsync(run)));
        Assert.Equal(["one", "two"], gate.Came);
        Assert.Single(await engine.JournalAsync(run), entry => entry is RunClaimed);
    }

    [Fact]
    public async Task A_claim_that_was_under_way_when_the_server_began_to_stop_leaves_no_trace()
    {
        var gate = new Gate();
        var store = new HookedStore(TimeProvider.System);
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(TwoSteps(gate)) { Store = store, Time = TimeProvider.System });
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();
        var claiming = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.BeforeClaim = async () =>
        {
            claiming.TrySetResult();
            while ((await store.FindAsync("default", run, Token))!.Status == RunStatus.Running) await Task.Yield();
        };
        await claiming.Task.WaitAsync(EngineFixture.Patience, Token);

        var restarting = engine.Host.RestartAsync();
        gate.Open();
        await restarting;
        store.BeforeClaim = null;
        await engine.WaitAsync(run);

        Assert.Equal(["one", "two"], gate.Came);
        Assert.Single(await engine.JournalAsync(run), entry => entry is RunClaimed);
    }

    [Fact]
    public async Task A_host_that_is_disposed_without_being_stopped_leaves_nothing_at_work_and_hands_its_runs_on()
    {
        var gate = new Gate();
        await using var store = new InMemoryStore(TimeProvider.System);
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddSingleton(TimeProvider.System).AddSingleton<IStore>(store).AddSingleton(new GraphRow("talk", "default", () => TwoSteps(gate)) { Version = 1 })
            .AddBatonEngine().BuildServiceProvider();
        var engine = services.GetRequiredService<EngineHost>();
        await engine.StartAsync(Token);
        var run = await services.GetRequiredService<IRuns>().StartAsync(new RunRequest("talk") { Input = EngineFixture.Json(Talk.Input("a")) }, Token);
        await gate.ArrivalAsync();

        var disposing = services.DisposeAsync();
        gate.Open();
        await disposing;

        Assert.False(engine.IsReady);
        Assert.Equal(RunStatus.Pending, (await store.Runs.FindAsync("default", run.Run.Id, Token))!.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_can_wait_no_longer_cuts_calls_off_and_no_code_makes_a_failure_or_a_result_of_that(bool wraps)
    {
        var gate = new Gate();
        var graph = Talk.Begin()
            .Function("call", async (state, context) =>
            {
                try
                {
                    return state with { Lines = state.Lines.Add(await context.EffectAsync("call", call => gate.PassAsync("call", call.Cancellation))) };
                }
                catch (Exception exception)
                {
                    return wraps ? throw new InvalidOperationException("The call failed.", exception) : state with { Lines = state.Lines.Add("fallback") };
                }
            })
            .End();
        await using var engine = await EngineFixture.StartAsync(
            new BatonTestOptions(graph) { Time = TimeProvider.System, Engine = options => options.DrainTime = TimeSpan.Zero });
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        await engine.Host.RestartAsync();
        await gate.ArrivalAsync();
        gate.Open();

        Assert.Equal("a passed call", Talk.Text(await engine.WaitAsync(run)));
    }

    [Fact]
    public async Task A_heartbeat_that_fails_is_tried_again()
    {
        var (time, beats) = (new FakeTime(), 0);
        var store = new HookedStore(time);
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Plain()) { Store = store, Time = time });
        store.OnHeartbeat = () => ++beats < 3 ? throw new IOException("disk full") : ValueTask.CompletedTask;

        await BeatsAsync(engine, () => beats >= 4);

        Assert.Equal("a [a]", Talk.Text(await engine.RunAsync("talk", Talk.Input("a"))));
    }

    [Fact]
    public async Task A_server_that_was_declared_dead_joins_anew_and_takes_its_runs_up_again()
    {
        var (time, gate) = (new FakeTime(), new Gate());
        var store = new HookedStore(time);
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(TwoSteps(gate)) { Store = store, Time = time });
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();
        var usurper = await store.RegisterAsync("usurper", TimeSpan.FromSeconds(10), Token);
        await store.ReapAsync(usurper, Token);

        await BeatsAsync(engine, () => gate.Came.Count >= 2);
        gate.Open();

        Assert.Equal("a passed one passed two", Talk.Text(await engine.WaitAsync(run)));
        Assert.Empty(await store.CheckIntegrityAsync(Token));
    }

    [Fact]
    public async Task A_store_that_fails_in_the_middle_of_a_run_does_not_fail_the_run()
    {
        var (time, failures) = (new FakeTime(), 0);
        var store = new HookedStore(time);
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Asking()) { Store = store, Time = time });
        store.BeforeAppend = append => append.Entries.Any(entry => entry.Kind == EntryKind.Checkpoint) && failures++ < 2
            ? throw new IOException("disk full")
            : ValueTask.CompletedTask;

        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromMilliseconds(100), row => row.Status == RunStatus.Waiting);

        Assert.Equal("a asked yes", Talk.Text(await engine.AnswerAsync(await engine.WaitAsync(run), new { ok = true })));
        Assert.DoesNotContain(await engine.JournalAsync(run), entry => entry is NodeFailed);
    }

    [Fact]
    public async Task A_claim_that_fails_is_tried_again()
    {
        var (time, failures) = (new FakeTime(), 0);
        var store = new HookedStore(time) { BeforeClaim = () => failures++ < 3 ? throw new IOException("disk full") : ValueTask.CompletedTask };
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Plain()) { Store = store, Time = time });
        var request = new RunRequest("talk") { Input = EngineFixture.Json(Talk.Input("a")), Delay = TimeSpan.FromSeconds(1) };

        var run = (await engine.Runs.StartAsync(request, Token)).Run.Id;
        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromMilliseconds(500), row => row.Status == RunStatus.Success);

        Assert.True(failures > 3);
    }

    [Fact]
    public async Task A_server_whose_store_fails_stops_all_the_same()
    {
        var (time, failures) = (new FakeTime(), 0);
        var store = new HookedStore(time)
        {
            BeforeClaim = () =>
            {
                Interlocked.Increment(ref failures);
                throw new IOException("disk full");
            },
        };
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Plain()) { Store = store, Time = time });
        await BeatsAsync(engine, () => Volatile.Read(ref failures) > 1);

        // The clock stands still: whoever waits for it to try again must hear of the end.
        await engine.Host.RestartAsync().WaitAsync(EngineFixture.Patience, Token);

        Assert.Equal("a [a]", Talk.Text(await engine.RunAsync("talk", Talk.Input("a"))));
    }

    [Fact]
    public async Task Runs_that_wait_hold_nothing_on_the_server()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var dispatcher = engine.Host.Services.GetRequiredService<RunDispatcher>();
        for (var run = 0; run < 300; run++) await engine.RunAsync("talk", Talk.Input("a"));
        using var limit = new CancellationTokenSource(EngineFixture.Patience);
        while (dispatcher.Executing > 0) await Task.Delay(2, limit.Token);

        Assert.Equal(0, engine.Host.Services.GetRequiredService<PoolGate>().Of("default").Taken);
        Assert.True(engine.Host.Services.GetRequiredService<RunHub>().IsIdle);
        Assert.Equal(0, dispatcher.Held);
    }

    [Fact]
    public void Recent_results_are_bounded()
    {
        var recent = new RecentResults();
        var rows = Enumerable.Range(0, 5_000).Select(_ => new RunRow("default", Guid.NewGuid(), "g", 1, "default", RunStatus.Success) { Assistant = "g" }).ToList();

        foreach (var row in rows)
        {
            recent.Add(new RunResult(row));
            recent.Remove(row.Id);
            recent.Add(new RunResult(row));
        }

        Assert.InRange(rows.Count(row => recent.Find(row.Id) is not null), 1_000, 1_024);
        Assert.InRange(recent.Count, 1, 1_024);
    }

    [Fact]
    public void Recent_results_are_bounded_in_bytes()
    {
        var recent = new RecentResults();
        var large = JsonSerializer.SerializeToElement(new string('x', 8 * 1024 * 1024));
        var results = Enumerable.Range(0, 20)
            .Select(_ => new RunResult(new RunRow("default", Guid.NewGuid(), "g", 1, "default", RunStatus.Success) { Assistant = "g" }) { Output = large })
            .ToList();

        foreach (var result in results) recent.Add(result);

        Assert.InRange(recent.Count, 1, 4);
        Assert.NotNull(recent.Find(results[^1].Run.Id));
    }

    [Fact]
    public async Task A_loop_that_does_not_end_keeps_no_server_from_leaving()
    {
        var deaf = new DeafLoop();
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Plain()) { Services = services => services.AddSingleton<IEngineLoop>(deaf) });

        var first = engine.Host.Services.GetRequiredService<ServerLease>().Incarnation!.Value;
        var restarting = engine.Host.RestartAsync();
        await deaf.Told.Task.WaitAsync(EngineFixture.Patience, Token);
        while (!restarting.IsCompleted)
        {
            engine.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(restarting, Task.Delay(2, Token));
        }

        await restarting;
        Assert.False((await engine.Store.Servers.FindAsync(first, Token))?.IsAlive ?? false);
    }

    private static async Task BeatsAsync(EngineFixture engine, Func<bool> enough)
    {
        using var limit = new CancellationTokenSource(EngineFixture.Patience);
        while (!enough())
        {
            engine.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(2, limit.Token);
        }
    }

    private static GraphDefinition TwoSteps(Gate gate) => Talk.Begin()
        .Function("one", async (state, context) => state with { Lines = state.Lines.Add(await context.EffectAsync("call", call => gate.PassAsync("one", call.Cancellation))) })
        .Function("two", async (state, context) => state with { Lines = state.Lines.Add(await context.EffectAsync("call", call => gate.PassAsync("two", call.Cancellation))) })
        .End();

    private sealed class DeafLoop : IEngineLoop
    {
        public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // The first server's does not end; the second's has nothing to do.
        public async Task RunAsync(CancellationToken stopping)
        {
            if (Told.Task.IsCompleted) return;
            stopping.Register(() => Told.TrySetResult());
            await new TaskCompletionSource().Task;
        }
    }
}
