using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine;

public sealed class NotResumableTests
{
    [Fact]
    public async Task Only_start_and_end_are_journaled()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .NotResumable()
            .Function("one", async (state, context) => state with { Answer = await context.EffectAsync("call", _ => new ValueTask<string>("one")) })
            .Function("two", state => state with { Lines = state.Lines.Add(state.Answer!) })
            .Function("three", state => state with { Lines = state.Lines.Add("three") })
            .End());

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal("a one three", Talk.Text(result));
        Assert.Equal([EntryKind.RunStarted, EntryKind.RunFinished], (await engine.EntriesAsync(result.Run.Id)).Select(entry => entry.Kind));
    }

    [Fact]
    public async Task A_crash_ends_the_run_with_an_error_and_it_is_never_run_again()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Held(gate));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        await engine.Host.CrashAsync();
        gate.Open();
        await engine.UntilAsync(run, row => row.Status.HasEnded());

        Assert.Equal(ErrorCodes.RunLost, (await engine.WaitAsync(run)).Error!.Code);
        Assert.Single(gate.Came);
    }

    [Fact]
    public async Task A_server_that_stops_lets_the_run_end()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartAsync(new Baton.Engine.Testing.BatonTestOptions(Held(gate)) { Time = TimeProvider.System });
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        var restarting = engine.Host.RestartAsync();
        gate.Open();
        await restarting;

        Assert.Equal("a passed a after", Talk.Text(await engine.WaitAsync(run)));
        Assert.Single(gate.Came);
    }

    [Fact]
    public async Task A_run_that_was_accepted_but_not_begun_when_the_server_crashed_is_run()
    {
        await using var engine = await EngineFixture.StartStillAsync(Held(new Gate()), Talk.Begin("quick").NotResumable().Function("one", state => state).End());
        var request = new RunRequest("quick") { Input = EngineFixture.Json(Talk.Input("a")), Delay = TimeSpan.FromMinutes(1) };
        var run = (await engine.Runs.StartAsync(request, TestContext.Current.CancellationToken)).Run.Id;

        await engine.Host.CrashAsync();
        engine.Clock.Advance(TimeSpan.FromMinutes(1));
        await engine.UntilAsync(run, row => row.Status.HasEnded());

        Assert.Equal("a", Talk.Text(await engine.WaitAsync(run)));
    }

    [Fact]
    public async Task A_long_wait_for_the_next_try_is_waited_for_in_memory()
    {
        var calls = 0;
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .NotResumable()
            .Function("call", async (state, context) => state with
            {
                Answer = await context.EffectAsync(
                    "call",
                    _ => ++calls == 1 ? throw new TransientException("not yet") : new ValueTask<string>("done"),
                    new EffectOptions { Retry = new RetryPolicy(2, TimeSpan.FromSeconds(20), 1, TimeSpan.FromSeconds(20), 0) }),
            })
            .End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));

        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(1), row => row.Status.HasEnded());

        Assert.Equal(RunStatus.Success, (await engine.WaitAsync(run)).Run.Status);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_question_in_its_code_fails_with_the_cure()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .NotResumable()
            .Function("ask", async (state, context) => state with { Answer = $"{await context.AskAsync<Talk.Yes>(new Question("sure", null))}" })
            .End());

        Assert.Equal(ErrorCodes.NotResumable, (await engine.RunAsync("talk", Talk.Input("a"))).Error!.Code);
    }

    [Fact]
    public async Task Its_thread_carries_state_over_all_the_same()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin().NotResumable().Function("one", state => state).End());

        await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.RunAsync("talk", Talk.Input("b"), "t");
        await engine.Host.CrashAsync();
        var third = await engine.RunAsync("talk", Talk.Input("c"), "t");

        Assert.Equal("a b c", Talk.Text(third));
        Assert.Equal(2, (await engine.EntriesAsync(third.Run.Id)).Count);
        var state = await engine.Threads.StateAsync("default", "t", null, TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b", "c"], state!.Values.GetProperty("lines").EnumerateArray().Select(line => line.GetString()));
    }

    private static GraphDefinition Held(Gate gate) => Talk.Begin()
        .NotResumable()
        .Function("hold", async (state, context) => state with { Lines = state.Lines.Add(await context.EffectAsync("hold", call => gate.PassAsync(state.Last, call.Cancellation))) })
        .Function("after", state => state with { Lines = state.Lines.Add("after") })
        .End();
}
