using System.Collections.Concurrent;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine;

public sealed class EffectTests
{
    private static readonly RetryPolicy Thrice = new(3, TimeSpan.FromMinutes(10), 2, TimeSpan.FromDays(1), 0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_the_same_in_every_try_and_after_a_crash_and_no_other_effects()
    {
        var keys = new ConcurrentQueue<(string Name, string Key)>();
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("one", async (state, context) =>
            {
                await context.EffectAsync("a", call => Note("a", call));
                await context.EffectAsync("a", call => Note("a again", call));
                await context.EffectAsync("b", async call =>
                {
                    await Note("b", call);
                    return await gate.PassAsync("b", call.Cancellation);
                });
                return state;
            })
            .Function("two", async (state, context) => state with { Answer = await context.EffectAsync("a", call => Note("a of two", call)) })
            .End());

        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();
        await engine.Host.CrashAsync();
        await gate.ArrivalAsync();
        gate.Open();
        await engine.WaitAsync(run);
        await engine.RunAsync("talk", Talk.Input("a"));

        var ofFirst = keys.Take(5).ToList();
        Assert.Equal(["a", "a again", "b", "b", "a of two"], ofFirst.Select(key => key.Name));
        Assert.Equal(ofFirst[2].Key, ofFirst[3].Key);
        Assert.Equal(8, keys.Select(key => key.Key).Distinct().Count());

        ValueTask<string> Note(string name, EffectCall call)
        {
            keys.Enqueue((name, call.Key));
            return new ValueTask<string>(name);
        }
    }

    [Fact]
    public async Task Clock_ids_and_chance_are_the_same_when_a_node_runs_again()
    {
        var seen = new ConcurrentQueue<string>();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("ask", async (state, context) =>
            {
                seen.Enqueue($"{context.Now():O} {context.NewId()} {context.NewId()} {context.NextRandom():R}");
                await context.AskAsync<Talk.Yes>(new Question("sure", null));
                return state;
            })
            .End());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"));
        engine.Clock.Advance(TimeSpan.FromHours(1));
        await engine.Host.CrashAsync();

        await engine.AnswerAsync(waiting, new { ok = true });

        Assert.Equal(2, seen.Count);
        Assert.Single(seen.Distinct());
    }

    [Fact]
    public async Task An_effect_that_is_asked_again_with_other_arguments_fails_the_run()
    {
        var tries = 0;
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("ask", async (state, context) =>
            {
                await context.EffectAsync("call", _ => new ValueTask<int>(1), new EffectOptions { Arguments = new { number = ++tries } });
                await context.AskAsync<Talk.Yes>(new Question("sure", null));
                return state;
            })
            .End());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(ErrorCodes.ArgumentsChanged, (await engine.AnswerAsync(waiting, new { ok = true })).Error!.Code);
    }

    [Fact]
    public async Task Effects_that_run_at_once_need_different_names()
    {
        var gate = new Gate();
        gate.Open();
        await using var engine = await EngineFixture.StartStillAsync(Shared("a", "b", gate), Shared("c", "c", gate));

        Assert.Equal(RunStatus.Success, (await engine.RunAsync("a_b", Talk.Input("a"))).Run.Status);
        Assert.Equal(ErrorCodes.EffectNameShared, (await engine.RunAsync("c_c", Talk.Input("a"))).Error!.Code);
    }

    [Fact]
    public async Task A_long_wait_for_the_next_try_is_slept_and_survives_a_restart()
    {
        var attempts = new ConcurrentQueue<(int Attempt, DateTimeOffset At)>();
        EngineFixture? engine = null;
        var graph = Talk.Begin()
            .Function("call", async (state, context) => state with
            {
                Answer = await context.EffectAsync(
                    "call",
                    call =>
                    {
                        attempts.Enqueue((call.Attempt, engine!.Clock.GetUtcNow()));
                        return call.Attempt < 3 ? throw new TransientException("not yet") : new ValueTask<string>("done");
                    },
                    new EffectOptions { Retry = Thrice }),
            })
            .End();
        engine = await EngineFixture.StartStillAsync(graph);
        await using var ending = engine;
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));

        await engine.UntilAsync(run, RunStatus.Sleeping);
        await engine.Host.RestartAsync();
        engine.Clock.Advance(TimeSpan.FromMinutes(10));
        await engine.UntilAsync(run, row => row.Status == RunStatus.Sleeping && attempts.Count == 2);
        await engine.Host.CrashAsync();
        engine.Clock.Advance(TimeSpan.FromMinutes(20));
        await engine.UntilAsync(run, RunStatus.Success);

        var start = attempts.First().At;
        Assert.Equal([(1, 0.0), (2, 10.0), (3, 30.0)], attempts.Select(attempt => (attempt.Attempt, (attempt.At - start).TotalMinutes)));
    }

    [Fact]
    public async Task The_other_side_may_ask_for_a_longer_wait()
    {
        var calls = 0;
        await using var engine = await EngineFixture.StartStillAsync(Calling(
            _ => calls++ == 0 ? throw new TransientException("busy", TimeSpan.FromHours(3)) : new ValueTask<string>("done"),
            new EffectOptions { Retry = Thrice }));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        var asleep = await engine.UntilAsync(run, RunStatus.Sleeping);

        Assert.Equal(TimeSpan.FromHours(3), asleep.WakeAt - engine.Clock.GetUtcNow());
        engine.Clock.Advance(TimeSpan.FromHours(3));
        await engine.UntilAsync(run, RunStatus.Success);
    }

    [Fact]
    public async Task A_try_that_takes_longer_than_its_timeout_is_cut_off_and_retried()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Calling(
            call => call.Attempt == 1 ? gate.PassAsync("first", call.Cancellation) : new ValueTask<string>("second"),
            new EffectOptions { Timeout = TimeSpan.FromSeconds(5), Retry = new RetryPolicy(2, TimeSpan.Zero, 1, TimeSpan.Zero, 0) }));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        engine.Clock.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(RunStatus.Success, (await engine.WaitAsync(run)).Run.Status);
        var failed = Assert.Single((await engine.JournalAsync(run)).OfType<EffectFailed>());
        Assert.Equal((ErrorCodes.AttemptTimeout, 1), (failed.Error.Code, failed.Attempt));
    }

    [Theory]
    [InlineData("transient", 3)]
    [InlineData("timeout", 3)]
    [InlineData("http", 3)]
    [InlineData("permanent", 1)]
    [InlineData("other", 1)]
    public async Task The_type_of_a_failure_says_whether_it_is_tried_again(string failure, int expected)
    {
        var calls = 0;
        await using var engine = await EngineFixture.StartStillAsync(Calling(
            _ =>
            {
                calls++;
                throw failure switch
                {
                    "transient" => new TransientException("x"),
                    "timeout" => new TimeoutException("x"),
                    "http" => new HttpRequestException("x"),
                    "permanent" => new PermanentException("x"),
                    _ => new InvalidOperationException("x"),
                };
            },
            new EffectOptions { Retry = new RetryPolicy(3, TimeSpan.Zero, 1, TimeSpan.Zero, 0) }));

        Assert.Equal(RunStatus.Error, (await engine.RunAsync("talk", Talk.Input("a"))).Run.Status);
        Assert.Equal(expected, calls);
    }

    [Fact]
    public async Task A_records_change_is_committed_with_the_result()
    {
        await using var engine = await EngineFixture.StartStillAsync(Counting());

        Assert.Equal(RunStatus.Success, (await engine.RunAsync("talk", Talk.Input("a"))).Run.Status);

        Assert.Equal(1, (await engine.Store.Records.FindAsync("default", "counters", "calls", Token))!.Version);
    }

    [Fact]
    public async Task A_records_change_that_comes_too_late_fails_the_effect_and_nothing_else()
    {
        await using var engine = await EngineFixture.StartStillAsync(Counting());
        await engine.RunAsync("talk", Talk.Input("a"));

        var result = await engine.RunAsync("talk", Talk.Input("b"));

        Assert.Equal(RunStatus.Error, result.Run.Status);
        Assert.Equal(ErrorCodes.RecordConflict, result.Error!.Code);
        Assert.Equal(1, (await engine.Store.Records.FindAsync("default", "counters", "calls", Token))!.Version);
        Assert.Empty((await engine.JournalAsync(result.Run.Id)).OfType<EffectCompleted>());
        Assert.Empty(await engine.Store.CheckIntegrityAsync(Token));
    }

    private static GraphDefinition Counting() => Calling(
        call =>
        {
            call.Commit(new RecordChange("counters", "calls", 0, EngineFixture.Json(1)));
            return new ValueTask<string>("counted");
        },
        new EffectOptions());

    private static GraphDefinition Calling(Func<EffectCall, ValueTask<string>> call, EffectOptions options) => Talk.Begin()
        .Function("call", async (state, context) => state with { Answer = await context.EffectAsync("call", call, options) })
        .End();

    private static GraphDefinition Shared(string first, string second, Gate gate) => Talk.Begin($"{first}_{second}")
        .Function("both", async (state, context) =>
        {
            var one = context.EffectAsync(first, call => YieldAsync(gate, call)).AsTask();
            var two = context.EffectAsync(second, call => YieldAsync(gate, call)).AsTask();
            await Task.WhenAll(one, two);
            return state;
        })
        .End();

    private static async ValueTask<string> YieldAsync(Gate gate, EffectCall call)
    {
        await Task.Yield();
        return await gate.PassAsync("shared", call.Cancellation);
    }
}
