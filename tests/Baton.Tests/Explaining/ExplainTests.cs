using Baton.Engine.Explaining;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Explaining;

public sealed class ExplainTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_asks_a_person_names_the_ticket_and_how_to_answer_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var reason = Assert.Single((await ExplainAsync(engine, waiting.Run.Id)).Reasons);

        Assert.Equal((ReasonCodes.Person, "ask#1", waiting.Tickets[0].Id), (reason.Code, reason.Node, reason.Ticket));
        Assert.Contains($"POST /ops/inbox/{reason.Ticket}", reason.Cure, StringComparison.Ordinal);
        Assert.NotNull(reason.Since);
    }

    [Fact]
    public async Task A_run_behind_another_one_of_its_thread_names_it()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Held(gate));
        var first = await engine.StartRunAsync("talk", Talk.Input("a"), "t");
        await gate.ArrivalAsync();
        var second = await engine.StartRunAsync("talk", Talk.Input("b"), "t");

        var reason = Assert.Single((await ExplainAsync(engine, second)).Reasons);

        Assert.Equal((ReasonCodes.Queued, first), (reason.Code, reason.RunId));
        Assert.Contains("which is running", reason.Text, StringComparison.Ordinal);
        gate.Open();
    }

    [Fact]
    public async Task A_run_whose_pool_is_full_says_so()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Held(gate)) { Engine = options => options.Pools["default"] = 1 });
        await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();
        var second = await engine.StartRunAsync("talk", Talk.Input("b"));

        var reason = Assert.Single((await ExplainAsync(engine, second)).Reasons);

        Assert.Equal((ReasonCodes.PoolFull, "default"), (reason.Code, reason.Pool));
        Assert.Contains("1 of 1 places", reason.Text, StringComparison.Ordinal);
        gate.Open();
    }

    [Fact]
    public async Task A_run_under_execution_names_its_server_and_the_call_that_is_under_way()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Held(gate));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        var reasons = (await ExplainAsync(engine, run)).Reasons;

        Assert.Equal([ReasonCodes.Running, ReasonCodes.Call], reasons.Select(reason => reason.Code));
        Assert.Equal("hold#1", reasons[1].Node);
        gate.Open();
    }

    [Fact]
    public async Task A_run_whose_server_let_its_lease_run_out_says_so()
    {
        var clock = new FakeTime();
        await using var store = new InMemoryStore(clock);
        await store.OpenAsync(Token);
        var server = await store.Servers.RegisterAsync("lost", TimeSpan.FromSeconds(10), Token);
        var started = new JournalEntry(1, EntryKind.RunStarted, clock.GetUtcNow(), JournalCodec.Encode(new RunStarted(1, "talk", 1, "f")));
        await store.Runs.AcceptAsync(new RunAcceptance("default", Guid.CreateVersion7(), "talk", 1, "default", [started]) { Assistant = "talk", Owner = server }, Token);
        var run = Assert.Single(await store.Runs.QueryAsync(new RunQuery("default"), Token)).Id;
        clock.Advance(TimeSpan.FromSeconds(15));

        var explanation = await new RunExplainer(store, new JournalReader(store), clock).ExplainAsync("default", run, Token);

        var reason = Assert.Single(explanation!.Reasons);
        Assert.Equal(ReasonCodes.ServerGone, reason.Code);
        Assert.Contains("lease ran out 5 s ago", reason.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_says_when_it_is_due()
    {
        var retry = new RetryPolicy(2, TimeSpan.FromMinutes(10), 1, TimeSpan.FromDays(1), 0);
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("call", async (state, context) => state with
            {
                Answer = await context.EffectAsync("call", ValueTask<string> (_) => throw new TransientException("not yet"), new EffectOptions { Retry = retry }),
            })
            .End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await engine.UntilAsync(run, RunStatus.Sleeping);

        var reason = Assert.Single((await ExplainAsync(engine, run)).Reasons);

        Assert.Equal((ReasonCodes.Retry, "call#1"), (reason.Code, reason.Node));
        Assert.Equal(engine.Clock.GetUtcNow().AddMinutes(10), reason.Due);
    }

    [Fact]
    public async Task A_call_that_is_held_back_says_by_what()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("call", async (state, context) => state with
            {
                Answer = await context.EffectAsync("call", ValueTask<string> (_) => throw new CallHeldException(ErrorCodes.KillSwitchOn, "The kill switch is on.", TimeSpan.FromMinutes(5)) { IsLasting = true }),
            })
            .End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await engine.UntilAsync(run, RunStatus.Sleeping);

        var reason = Assert.Single((await ExplainAsync(engine, run)).Reasons);

        Assert.Equal((ReasonCodes.Held, "call#1", ErrorCodes.KillSwitchOn), (reason.Code, reason.Node, reason.ErrorCode));
        Assert.Contains("The kill switch is on.", reason.Text, StringComparison.Ordinal);
        Assert.NotNull(reason.Due);
    }

    [Fact]
    public async Task A_run_that_waits_for_its_child_names_it_and_what_it_does()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking("child"), Talk.Begin()
            .Child<Talk.Said, Talk.Reply>("call", "child", state => new Talk.Said("inner"), (state, reply) => state)
            .End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await engine.UntilAsync(run, RunStatus.Sleeping);
        var child = Assert.Single(await engine.Store.Runs.QueryAsync(new RunQuery("default") { Parent = run }, Token)).Id;
        await engine.UntilAsync(child, RunStatus.Waiting);

        var reason = Assert.Single((await ExplainAsync(engine, run)).Reasons);

        Assert.Equal((ReasonCodes.Child, child), (reason.Code, reason.RunId));
        Assert.Contains("which is waiting", reason.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_a_budget_stopped_names_node_code_and_cure()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .StepLimit(1)
            .Function("one", state => state)
            .Function("two", state => state)
            .End());
        var run = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var reason = Assert.Single((await ExplainAsync(engine, run.Run.Id)).Reasons);

        Assert.Equal((ReasonCodes.Budget, "two#1", ErrorCodes.StepLimit), (reason.Code, reason.Node, reason.ErrorCode));
    }

    [Fact]
    public async Task A_run_that_is_over_and_one_that_is_not_there_are_told_apart()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var run = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(ReasonCodes.Ended, Assert.Single((await ExplainAsync(engine, run.Run.Id)).Reasons).Code);
        Assert.Null(await engine.Host.Services.GetRequiredService<RunExplainer>().ExplainAsync("default", Guid.Empty, Token));
    }

    private static async Task<Explanation> ExplainAsync(EngineFixture engine, Guid run)
    {
        var explanation = await engine.Host.Services.GetRequiredService<RunExplainer>().ExplainAsync("default", run, Token);
        Assert.NotEqual("", explanation!.Text);
        return explanation;
    }
}
