using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine;

public sealed class BoundTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_loop_without_an_exit_ends_at_the_step_limit()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .StepLimit(30)
            .Function("one", state => state with { Turns = state.Turns + 1 })
            .Route("again", state => state.Turns > 1_000, to => to.When(true, Graph.End).Otherwise("one"))
            .End());

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(ErrorCodes.StepLimit, result.Error!.Code);
        Assert.Equal(16, result.State!.Value.GetProperty("turns").GetInt32());
    }

    [Fact]
    public async Task The_step_limit_is_the_runs_own_and_not_that_of_a_graph_in_it()
    {
        var inner = Talk.Begin("inner").StepLimit(5).Function("only", state => state).End();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .StepLimit(100)
            .Function("one", state => state with { Turns = state.Turns + 1 })
            .Route("again", state => state.Turns > 10, to => to.When(true, "inner").Otherwise("one"))
            .Graph<Talk.Said, Talk.Reply>("inner", inner, _ => new Talk.Said("x"), (state, _) => state)
            .End());

        Assert.Equal(RunStatus.Success, (await engine.RunAsync("talk", Talk.Input("a"))).Run.Status);
    }

    [Fact]
    public async Task The_step_limit_counts_over_a_crash()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .StepLimit(20)
            .Function("one", state => state with { Turns = state.Turns + 1 })
            .Approval<Talk.Yes>("ask", _ => new Question("sure", null), (state, _) => state)
            .Route("again", state => state.Turns > 100, to => to.When(true, Graph.End).Otherwise("one"))
            .End());
        var result = await engine.RunAsync("talk", Talk.Input("a"));
        for (var turn = 0; turn < 10 && result.Run.Status == RunStatus.Waiting; turn++)
        {
            await engine.Host.CrashAsync();
            result = await engine.AnswerAsync(result, new { ok = true });
        }

        Assert.Equal(ErrorCodes.StepLimit, result.Error?.Code);
    }

    [Fact]
    public async Task Two_nodes_that_hand_a_run_to_each_other_are_stopped()
    {
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Begin()
            .Function("ping", state => state with { Turns = state.Turns + 1 }, next: "pong")
            .Function("pong", state => state, next: "check")
            .Route("check", state => state.Turns > 5_000, to => to.When(true, Graph.End).Otherwise("ping"))
            .End(), PingPong())
        {
            Engine = options => options.PingPongLimit = 4,
        });

        Assert.Equal(ErrorCodes.PingPong, (await engine.RunAsync("ping_pong", Talk.Input("a"))).Error!.Code);
    }

    [Fact]
    public async Task A_time_budget_ends_the_run()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Held(gate));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        engine.Clock.Advance(TimeBudget.Default.Duration);
        var result = await engine.WaitAsync(run);

        Assert.Equal((RunStatus.Timeout, ErrorCodes.TimeBudgetSpent), (result.Run.Status, result.Error!.Code));
    }

    [Fact]
    public async Task A_time_budget_counts_running_time_only()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Approval<Talk.Yes>("ask", _ => new Question("sure", null), (state, _) => state)
            .Function("hold", async (state, context) => state with { Answer = await context.EffectAsync("hold", call => gate.PassAsync("hold", call.Cancellation)) })
            .End());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"));
        engine.Clock.Advance(TimeSpan.FromDays(30));
        await engine.Runs.AnswerAsync("default", waiting.Tickets[0].Id, new TicketAnswer(EngineFixture.Json(new { ok = true })), Token);
        await gate.ArrivalAsync();

        engine.Clock.Advance(TimeBudget.Default.Duration - TimeSpan.FromSeconds(1));
        gate.Open();

        Assert.Equal(RunStatus.Success, (await engine.WaitAsync(waiting.Run.Id)).Run.Status);
    }

    [Fact]
    public async Task Running_time_before_a_wait_counts_after_it()
    {
        var gates = new Queue<Gate>([new Gate(), new Gate()]);
        var (first, second) = (gates.Dequeue(), gates.Dequeue());
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("one", async (state, context) => state with { Answer = await context.EffectAsync("hold", call => first.PassAsync("one", call.Cancellation)) })
            .Approval<Talk.Yes>("ask", _ => new Question("sure", null), (state, _) => state)
            .Function("two", async (state, context) => state with { Answer = await context.EffectAsync("hold", call => second.PassAsync("two", call.Cancellation)) })
            .End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await first.ArrivalAsync();
        engine.Clock.Advance(TimeSpan.FromSeconds(40));
        first.Open();
        var waiting = await engine.WaitAsync(run);
        engine.Clock.Advance(TimeSpan.FromHours(1));
        await engine.Runs.AnswerAsync("default", waiting.Tickets[0].Id, new TicketAnswer(EngineFixture.Json(new { ok = true })), Token);
        await second.ArrivalAsync();

        engine.Clock.Advance(TimeSpan.FromSeconds(21));

        Assert.Equal(RunStatus.Timeout, (await engine.WaitAsync(run)).Run.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deadline_ends_the_run_whether_it_runs_or_waits(bool waits)
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(waits ? Talk.Asking() : Talk.Held(gate));
        var request = new RunRequest("talk") { Input = EngineFixture.Json(Talk.Input("a")), Deadline = engine.Clock.GetUtcNow() + TimeSpan.FromSeconds(30) };
        var run = (await engine.Runs.StartAsync(request, Token)).Run.Id;
        if (waits) await engine.UntilAsync(run, RunStatus.Waiting);
        else await gate.ArrivalAsync();

        engine.Clock.Advance(TimeSpan.FromSeconds(31));
        await engine.UntilAsync(run, row => row.Status.HasEnded());
        var result = await engine.WaitAsync(run);

        Assert.Equal((RunStatus.Timeout, ErrorCodes.DeadlinePassed), (result.Run.Status, result.Error!.Code));
    }

    [Fact]
    public async Task A_graph_that_starts_itself_for_ever_is_stopped()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Child<Talk.Said, Talk.Reply>("self", "talk", _ => new Talk.Said("deeper"), (state, _) => state).End());

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(ErrorCodes.ChildFailed, result.Error!.Code);
        Assert.Contains(ErrorCodes.WaitCycle, result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_runs_only_so_many_and_a_full_queue_refuses()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Held(gate)) { Engine = Narrow });
        var runs = new List<Guid>();
        for (var run = 0; run < 5; run++) runs.Add(await engine.StartRunAsync("talk", Talk.Input($"{run}")));
        await gate.ArrivalAsync();
        await gate.ArrivalAsync();

        Assert.Equal(ErrorCodes.PoolFull, await EngineFixture.CodeAsync(() => engine.StartRunAsync("talk", Talk.Input("x"))));
        Assert.Equal(2, gate.Came.Count);
        gate.Open();
        foreach (var run in runs) Assert.Equal(RunStatus.Success, (await engine.WaitAsync(run)).Run.Status);

        static void Narrow(EngineOptions options) => (options.PoolConcurrency, options.QueueLimit) = (2, 3);
    }

    private static GraphDefinition PingPong() => Talk.Begin("ping_pong")
        .Function("ping", state => state, next: "pong")
        .Function("pong", state => state with { Turns = state.Turns + 1 }, next: "ping")
        .End();
}
