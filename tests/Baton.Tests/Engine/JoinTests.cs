using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine;

public sealed class JoinTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Collecting_lets_every_branch_end_and_shows_the_join_what_failed()
    {
        await using var engine = await EngineFixture.StartStillAsync(Branches(JoinPolicy.CollectErrors, new Gate()));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal($"a good:fine bad:{ErrorCodes.Permanent}", Talk.Text(result));
    }

    [Fact]
    public async Task Failing_fast_cancels_the_other_branches_and_fails_the_node()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Branches(JoinPolicy.FailFast, gate));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(RunStatus.Error, result.Run.Status);
        Assert.Equal(ErrorCodes.Permanent, result.Error!.Code);
        Assert.Single(gate.Came);
    }

    [Fact]
    public async Task A_failed_branch_that_was_collected_is_not_run_again_after_a_crash()
    {
        var (calls, gate) = (0, new Gate());
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Parallel(
                "both",
                branches => branches
                    .Function<string>("bad", (_, _) => throw new PermanentException($"{++calls}"))
                    .Function("slow", async (_, context) => await context.EffectAsync("slow", call => gate.PassAsync("slow", call.Cancellation))),
                (state, results) => state with { Lines = state.Lines.Add($"{results.Failures.Count()} {results.Get<string>("slow")}") },
                JoinPolicy.CollectErrors)
            .End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();
        await engine.UntilAsync(run, row => row.Seq >= 4);

        await engine.Host.CrashAsync();
        gate.Open();

        Assert.Equal("a 1 passed slow", Talk.Text(await engine.WaitAsync(run)));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_node_with_branches_is_tried_again_without_those_that_had_ended()
    {
        var (good, bad) = (0, 0);
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Map(
                "each",
                _ => new[] { "good", "bad" },
                each => each.Function(async (item, context) => await context.EffectAsync(
                    "call",
                    _ => item == "good" ? new ValueTask<int>(++good) : ++bad == 1 ? throw new TransientException("not yet") : new ValueTask<int>(bad),
                    new EffectOptions { Retry = RetryPolicy.None })),
                (state, results) => state with { Lines = state.Lines.Add(string.Join(',', results.Values<int>())) },
                maxConcurrency: 1,
                policy: new NodePolicy(Retry: new RetryPolicy(2, TimeSpan.Zero, 1, TimeSpan.Zero, 0)))
            .End());

        Assert.Equal("a 1,2", Talk.Text(await engine.RunAsync("talk", Talk.Input("a"))));
    }

    [Fact]
    public async Task A_node_with_branches_keeps_to_its_timeout()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Parallel(
                "both",
                branches => branches
                    .Function("one", async (_, context) => await context.EffectAsync("hold", call => gate.PassAsync("one", call.Cancellation)))
                    .Function("two", (_, _) => new ValueTask<string>("two")),
                (state, _) => state,
                policy: new NodePolicy(TimeSpan.FromSeconds(5)))
            .End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        engine.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(ErrorCodes.AttemptTimeout, (await engine.WaitAsync(run)).Error!.Code);
    }

    [Fact]
    public async Task Items_are_joined_in_their_order_and_run_only_so_many_at_once()
    {
        var (running, most) = (0, 0);
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Map(
                "each",
                _ => Enumerable.Range(0, 20).ToList(),
                each => each.Function(async (item, context) => await context.EffectAsync("work", async _ =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref running));
                    for (var turn = 0; turn < 20 - item; turn++) await Task.Yield();
                    Interlocked.Decrement(ref running);
                    return item;
                })),
                (state, results) => state with { Lines = state.Lines.Add(string.Join(',', results.Values<int>())) },
                maxConcurrency: 3)
            .End());

        Assert.Equal($"a {string.Join(',', Enumerable.Range(0, 20))}", Talk.Text(await engine.RunAsync("talk", Talk.Input("a"))));
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task A_child_that_nothing_waits_for_any_more_is_cancelled()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(
            Talk.Asking("child"),
            Talk.Begin()
                .Parallel(
                    "both",
                    branches => branches
                        .Child<Talk.Said, Talk.Reply>("child", "child", _ => new Talk.Said("child"))
                        .Function<string>("bad", async (_, context) =>
                        {
                            await context.EffectAsync("hold", call => gate.PassAsync("bad", call.Cancellation));
                            throw new PermanentException("bad");
                        }),
                    (state, _) => state)
                .Function("repair", state => state with { Lines = state.Lines.Add("repaired") })
                .OnError("both", "repair")
                .End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();
        var child = await ChildOfAsync(engine, run);
        await engine.UntilAsync(child, RunStatus.Waiting);
        gate.Open();

        Assert.Equal("a repaired", Talk.Text(await engine.WaitAsync(run)));
        await engine.UntilAsync(child, RunStatus.Cancelled);
    }

    [Fact]
    public async Task A_parent_goes_on_when_its_child_has_ended_and_nobody_takes_its_wait_for_a_question()
    {
        await using var engine = await EngineFixture.StartStillAsync(
            Talk.Asking("child"),
            Talk.Begin().Child<Talk.Said, Talk.Reply>("call", "child", state => new Talk.Said("inner"), (state, reply) => state with { Lines = state.Lines.Add($"({reply.Text})") }).End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"), "t");
        var child = await ChildOfAsync(engine, run);
        await engine.UntilAsync(run, RunStatus.Sleeping);

        await engine.AnswerAsync(await engine.WaitAsync(child), new { ok = true });

        Assert.Equal("a (inner asked yes)", Talk.Text(await engine.WaitAsync(run)));
    }

    [Fact]
    public async Task A_child_that_fails_fails_its_node_with_its_reason()
    {
        await using var engine = await EngineFixture.StartStillAsync(
            Talk.Begin("child").Function("break", (_, _) => throw new PermanentException("out of paper")).End(),
            Talk.Begin().Child<Talk.Said, Talk.Reply>("call", "child", state => new Talk.Said("inner"), (state, _) => state).End());

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(ErrorCodes.ChildFailed, result.Error!.Code);
        Assert.Contains("out of paper", result.Error.Message, StringComparison.Ordinal);
    }

    internal static async Task<Guid> ChildOfAsync(EngineFixture engine, Guid parent)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(EngineFixture.Patience);
        while (true)
        {
            if (await engine.Store.Runs.QueryAsync(new RunQuery("default") { Parent = parent }, limit.Token) is [var child, ..]) return child.Id;
            await Task.Yield();
        }
    }

    private static GraphDefinition Branches(JoinPolicy policy, Gate gate) => Talk.Begin()
        .Parallel(
            "both",
            branches => branches
                .Function("good", async (_, context) =>
                {
                    if (policy == JoinPolicy.FailFast) await context.EffectAsync("hold", call => gate.PassAsync("good", call.Cancellation));
                    return "fine";
                })
                .Function<string>("bad", async (_, _) =>
                {
                    if (policy == JoinPolicy.FailFast) await gate.ArrivalAsync();
                    throw new PermanentException("bad");
                }),
            (state, results) => state with
            {
                Lines = state.Lines.AddRange([.. results.All.Select(result => $"{result.Name}:{(result.Error is null ? result.Get<string>() : result.Error.Code)}")]),
            },
            policy)
        .End();
}
