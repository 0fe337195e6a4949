using Baton.Engine.Repairs;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Repairs;

public sealed class RepairTests
{
    private readonly List<string> _calls = [];
    private bool _isBroken = true;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_retry_goes_on_at_the_node_that_failed_and_repeats_nothing_before_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk());
        var failed = await engine.RunAsync("talk", Talk.Input("a"), "t");
        _isBroken = false;

        var repaired = await Repairs(engine).RetryAsync("default", failed.Run.Id, false, "ann", Token);
        var result = await engine.WaitAsync(repaired.Run);

        Assert.Equal(("a paid mended", "break"), (Talk.Text(result), repaired.Plan.Node));
        Assert.Equal(["pay"], _calls);
        Assert.Equal(failed.Run.Id.ToString(), result.Run.Metadata!.Value.GetProperty("repair_of").GetString());
    }

    [Fact]
    public async Task A_run_is_repaired_once()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk());
        var failed = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var first = await Repairs(engine).RetryAsync("default", failed.Run.Id, false, null, Token);
        await engine.WaitAsync(first.Run);
        var again = await Repairs(engine).RetryAsync("default", failed.Run.Id, false, null, Token);
        _isBroken = false;
        var second = await Repairs(engine).RetryAsync("default", first.Run, false, null, Token);

        Assert.Equal((first.Run, true, false), (again.Run, first.IsNew, again.IsNew));
        Assert.Equal("a paid mended", Talk.Text(await engine.WaitAsync(second.Run)));
    }

    [Fact]
    public async Task Calls_that_a_retry_would_make_again_are_named_and_need_consent()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk());
        var failed = await engine.RunAsync("talk", Talk.Input("a"));
        _isBroken = false;

        var plan = await Repairs(engine).PlanAsync("default", failed.Run.Id, Token);
        var refusal = await Assert.ThrowsAsync<BatonException>(async () => await Repairs(engine).RetryAsync("default", failed.Run.Id, false, null, Token));
        var repaired = await Repairs(engine).RetryAsync("default", failed.Run.Id, true, null, Token);

        Assert.Equal((null, "pay#1 pay"), (plan.From, Assert.Single(plan.Repeats)));
        Assert.Equal(ErrorCodes.RepairRepeats, refusal.Code);
        Assert.Equal("a paid mended", Talk.Text(await engine.WaitAsync(repaired.Run)));
        Assert.Equal(["pay", "pay"], _calls);
    }

    [Fact]
    public async Task A_completed_call_inside_the_failed_node_needs_consent_and_one_that_failed_does_not()
    {
        await using var engine = await EngineFixture.StartStillAsync(
            Talk.Begin().Function("break", async (state, context) =>
            {
                await context.EffectAsync("done", _ => new ValueTask<bool>(true));
                await context.EffectAsync("fails", ValueTask<bool> (_) => throw new PermanentException("broken"));
                return state;
            }).End());
        var failed = await engine.RunAsync("talk", Talk.Input("a"), "t");

        Assert.Equal(["break#1 done"], (await Repairs(engine).PlanAsync("default", failed.Run.Id, Token)).Repeats);
    }

    [Fact]
    public async Task A_call_that_may_be_made_once_only_is_asked_about_instead()
    {
        await using var engine = await EngineFixture.StartStillAsync(
            Talk.Begin().Function("break", async (state, context) =>
            {
                await context.EffectAsync("pay", _ => new ValueTask<bool>(true), new EffectOptions { AtMostOnce = true });
                return _isBroken ? throw new PermanentException("broken") : state;
            }).End());
        var failed = await engine.RunAsync("talk", Talk.Input("a"), "t");
        _isBroken = false;

        var repaired = await Repairs(engine).RetryAsync("default", failed.Run.Id, false, null, Token);

        Assert.Equal("fork pay.1", Assert.Single((await engine.WaitAsync(repaired.Run)).Tickets).Name);
    }

    [Fact]
    public async Task A_failed_node_is_skipped_with_what_it_should_have_given()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk());
        var failed = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var values = EngineFixture.Json(new { lines = new[] { "by-hand" } });
        var repaired = await Repairs(engine).SkipAsync("default", failed.Run.Id, "break", values, "ann", Token);
        var again = await Repairs(engine).SkipAsync("default", failed.Run.Id, "break", values, "ann", Token);

        Assert.Equal("a paid by-hand", Talk.Text(await engine.WaitAsync(repaired.Run)));
        Assert.Equal((repaired.Run, false), (again.Run, again.IsNew));
        Assert.Equal(["pay"], _calls);
    }

    [Fact]
    public async Task A_skip_whose_values_do_not_fit_the_state_is_refused_and_a_correct_one_counts()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk());
        var failed = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var refused = await Assert.ThrowsAsync<ValidationException>(
            async () => await Repairs(engine).SkipAsync("default", failed.Run.Id, null, EngineFixture.Json(new { last = (string?)null, lines = (string[]?)null, turns = (int?)null, answer = (string?)null }), null, Token));
        var repaired = await Repairs(engine).SkipAsync("default", failed.Run.Id, null, EngineFixture.Json(new { last = "b" }), null, Token);

        Assert.Equal(["last", "lines", "turns"], refused.Faults.Select(fault => fault.Where));
        Assert.True(repaired.IsNew);
        Assert.Equal(RunStatus.Success, (await engine.WaitAsync(repaired.Run)).Run.Status);
    }

    [Fact]
    public async Task A_skip_with_values_that_failed_further_on_can_be_corrected()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk(after: state => state.Last == "good" ? state : throw new PermanentException("bad value")));
        var failed = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var (bad, good) = (EngineFixture.Json(new { last = "bad" }), EngineFixture.Json(new { last = "good" }));
        var wrong = await Repairs(engine).SkipAsync("default", failed.Run.Id, null, bad, null, Token);
        Assert.Equal(RunStatus.Error, (await engine.WaitAsync(wrong.Run)).Run.Status);

        var right = await Repairs(engine).SkipAsync("default", failed.Run.Id, null, good, null, Token);
        var again = await Repairs(engine).SkipAsync("default", failed.Run.Id, null, good, null, Token);

        Assert.Equal((true, right.Run, false), (right.IsNew, again.Run, again.IsNew));
        Assert.Equal("a paid", Talk.Text(await engine.WaitAsync(right.Run)));
        Assert.Equal(ErrorCodes.SkipRefused, await EngineFixture.CodeAsync(async () => await Repairs(engine).SkipAsync("default", failed.Run.Id, null, EngineFixture.Json(new { last = "other" }), null, Token)));
    }

    [Fact]
    public async Task Only_the_node_at_which_the_run_stopped_can_be_skipped()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk());
        var failed = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var alone = await engine.RunAsync("talk", Talk.Input("a"));
        var nothing = EngineFixture.Json(new { });

        Assert.Equal(ErrorCodes.SkipRefused, await EngineFixture.CodeAsync(async () => await Repairs(engine).SkipAsync("default", failed.Run.Id, "pay", nothing, null, Token)));
        Assert.Equal(ErrorCodes.SkipRefused, await EngineFixture.CodeAsync(async () => await Repairs(engine).SkipAsync("default", alone.Run.Id, null, nothing, null, Token)));
    }

    [Fact]
    public async Task A_thread_that_has_gone_on_is_not_taken_back()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk());
        var failed = await engine.RunAsync("talk", Talk.Input("a"), "t");
        _isBroken = false;
        await engine.RunAsync("talk", Talk.Input("b"), "t");

        Assert.Equal(ErrorCodes.RepairThreadMoved, await EngineFixture.CodeAsync(async () => await Repairs(engine).RetryAsync("default", failed.Run.Id, true, null, Token)));
    }

    [Fact]
    public async Task What_succeeded_is_under_way_or_was_a_child_is_not_repaired()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain("plain"), Talk.Asking("asking"), Desk("child"), Talk.Begin("parent")
            .Child<Talk.Said, Talk.Reply>("call", "child", state => new Talk.Said("inner"), (state, reply) => state)
            .End());
        var done = await engine.RunAsync("plain", Talk.Input("a"));
        var waiting = await engine.RunAsync("asking", Talk.Input("a"));
        var parent = await engine.StartRunAsync("parent", Talk.Input("a"));
        await engine.UntilAsync(parent, RunStatus.Error);
        var child = Assert.Single(await engine.Store.Runs.QueryAsync(new RunQuery("default") { Parent = parent }, Token));

        foreach (var run in (Guid[])[done.Run.Id, waiting.Run.Id, child.Id])
        {
            Assert.Equal(ErrorCodes.RepairRefused, await EngineFixture.CodeAsync(async () => await Repairs(engine).RetryAsync("default", run, true, null, Token)));
        }

        Assert.Equal(ErrorCodes.RunUnknown, await EngineFixture.CodeAsync(async () => await Repairs(engine).PlanAsync("other", done.Run.Id, Token)));
        Assert.Equal(["call#1 run of child"], (await Repairs(engine).PlanAsync("default", parent, Token)).Repeats);
    }

    [Fact]
    public async Task A_cancelled_run_is_taken_up_where_it_stood()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.CancelAsync(waiting.Run.Id);
        await engine.UntilAsync(waiting.Run.Id, RunStatus.Cancelled);

        var repaired = await Repairs(engine).RetryAsync("default", waiting.Run.Id, false, null, Token);

        Assert.Equal(("ask", RunStatus.Waiting), (repaired.Plan.Node, (await engine.WaitAsync(repaired.Run)).Run.Status));
    }

    private static IRepairs Repairs(EngineFixture engine) => engine.Host.Services.GetRequiredService<IRepairs>();

    /// <summary>Pays, then does what may fail.</summary>
    private GraphDefinition Desk(string id = "talk", Func<Talk.State, Talk.State>? after = null) => Talk.Begin(id)
        .Function("pay", async (state, context) => state with
        {
            Lines = state.Lines.Add(await context.EffectAsync("pay", _ =>
            {
                _calls.Add("pay");
                return new ValueTask<string>("paid");
            })),
        })
        .Function("break", (state, _) => _isBroken ? throw new PermanentException("broken") : new ValueTask<Talk.State>(state with { Lines = state.Lines.Add("mended") }))
        .Function("after", state => after?.Invoke(state) ?? state)
        .End();
}
