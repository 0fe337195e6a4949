using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Testing;
using Baton.Graphs;

namespace Baton.Tests.Engine;

/// <summary>A cancel reaches runs that nobody executes, and whatever hangs on them.</summary>
public sealed class CancelReachTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("t")]
    public async Task A_run_that_waits_for_a_place_in_its_pool_is_cancelled_while_the_pool_is_full(string? thread)
    {
        var gate = new Gate();
        await using var engine = await FullAsync(gate, thread);
        var pending = await engine.StartRunAsync("talk", Talk.Input("b"), thread);

        Assert.Equal(SendOutcome.Delivered, await engine.CancelAsync(pending, "hung up"));

        await engine.UntilAsync(pending, RunStatus.Cancelled);
        Assert.Equal(SendOutcome.Ended, await engine.CancelAsync(pending));
        Assert.Equal("a", Assert.Single(gate.Came));
        gate.Open();
    }

    [Fact]
    public async Task Who_waits_for_a_run_that_is_cancelled_in_a_full_pool_is_told()
    {
        var gate = new Gate();
        await using var engine = await FullAsync(gate, null);
        var pending = await engine.StartRunAsync("talk", Talk.Input("b"));
        var waiting = engine.WaitAsync(pending);

        await engine.CancelAsync(pending);

        Assert.Equal(RunStatus.Cancelled, (await waiting).Run.Status);
        gate.Open();
    }

    [Fact]
    public async Task A_queued_run_that_is_rolled_back_leaves_the_thread_to_those_around_it()
    {
        var gate = new Gate();
        await using var engine = await FullAsync(gate, "t");
        var second = await engine.StartRunAsync("talk", Talk.Input("b"), "t");
        var third = await engine.StartRunAsync("talk", Talk.Input("c"), "t");

        await engine.CancelAsync(second, rollback: true);
        await engine.UntilAsync(second, RunStatus.Cancelled);
        gate.Open();

        Assert.Equal("a passed a c passed c", Talk.Text(await engine.WaitAsync(third)));
        Assert.True((await engine.Store.Runs.FindAsync("default", second, Token))!.Hidden);
    }

    [Fact]
    public async Task A_cancel_reaches_children_that_sleep_and_grandchildren_that_wait()
    {
        await using var engine = await EngineFixture.StartStillAsync(Family());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"), "t");
        var (child, grandchild) = await FamilyOfAsync(engine, run);

        await engine.CancelAsync(run);

        await engine.UntilAsync(run, RunStatus.Cancelled);
        await engine.UntilAsync(child, RunStatus.Cancelled);
        await engine.UntilAsync(grandchild, RunStatus.Cancelled);
        Assert.Empty(await engine.Store.Runs.TicketsAsync(new TicketQuery("default"), Token));
    }

    [Fact]
    public async Task A_rollback_cancels_children_that_wait_and_takes_the_threads_state_back()
    {
        await using var engine = await EngineFixture.StartStillAsync([.. Family(), Talk.Plain("other")]);
        var before = await engine.RunAsync("talk", Talk.Input("quick"), "t");
        var run = await engine.StartRunAsync("talk", Talk.Input("a"), "t");
        var (child, grandchild) = await FamilyOfAsync(engine, run);

        await engine.CancelAsync(run, rollback: true);

        Assert.True((await engine.UntilAsync(run, RunStatus.Cancelled)).Hidden);
        await engine.UntilAsync(child, RunStatus.Cancelled);
        await engine.UntilAsync(grandchild, RunStatus.Cancelled);
        var thread = await engine.Store.Threads.FindAsync("default", "t", Token);
        Assert.Equal((before.Run.Id, (Guid?)null), (thread!.Head!.Run, thread.ActiveRun));
        Assert.Equal("quick", (await engine.Threads.StateAsync("default", "t", null, Token))!.Values.GetProperty("last").GetString());
        Assert.Empty(await engine.Store.Runs.TicketsAsync(new TicketQuery("default"), Token));
    }

    [Fact]
    public async Task Waiting_children_of_a_rolled_back_run_are_cancelled_in_a_full_pool_too()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions([.. Family(), Talk.Held(gate, "hold")])
        {
            Engine = options => options.PoolConcurrency = 1,
        });
        var run = await engine.StartRunAsync("talk", Talk.Input("a"), "t");
        var (child, grandchild) = await FamilyOfAsync(engine, run);
        await engine.StartRunAsync("hold", Talk.Input("x"));
        await gate.ArrivalAsync();

        await engine.CancelAsync(run, rollback: true);

        await engine.UntilAsync(run, RunStatus.Cancelled);
        await engine.UntilAsync(child, RunStatus.Cancelled);
        await engine.UntilAsync(grandchild, RunStatus.Cancelled);
        gate.Open();
    }

    /// <summary>A pool of one place, and a run that has it.</summary>
    private static async Task<EngineFixture> FullAsync(Gate gate, string? thread)
    {
        var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Held(gate)) { Engine = options => options.PoolConcurrency = 1 });
        await engine.StartRunAsync("talk", Talk.Input("a"), thread);
        await gate.ArrivalAsync();
        return engine;
    }

    /// <summary>A run that waits for its child, which waits for its own, which asks a person; nothing of it where a turn is quick.</summary>
    private static GraphDefinition[] Family() =>
    [
        Talk.Asking("grandchild"),
        Calling("child", "grandchild"),
        Calling("talk", "child"),
    ];

    private static GraphDefinition Calling(string id, string child) => Talk.Begin(id)
        .Route("kind", state => state.Last, to => to.When("quick", "quick").Otherwise("call"))
        .Function("quick", state => state, next: Graph.End)
        .Child<Talk.Said, Talk.Reply>("call", child, _ => new Talk.Said("inner"), (state, _) => state)
        .End();

    private static async Task<(Guid Child, Guid Grandchild)> FamilyOfAsync(EngineFixture engine, Guid run)
    {
        await engine.UntilAsync(run, RunStatus.Sleeping);
        var child = await JoinTests.ChildOfAsync(engine, run);
        await engine.UntilAsync(child, RunStatus.Sleeping);
        var grandchild = await JoinTests.ChildOfAsync(engine, child);
        await engine.UntilAsync(grandchild, RunStatus.Waiting);
        return (child, grandchild);
    }
}
