using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Testing;
using Baton.Errors;

namespace Baton.Tests.Engine;

public sealed class CancelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cancel_cuts_a_running_effect_off_and_keeps_what_was_streamed_and_the_reason()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("speak", async (state, context) => state with
            {
                Answer = await context.EffectAsync("speak", call =>
                {
                    call.Delta("Dear ");
                    call.Delta("Ada");
                    return gate.PassAsync("speak", call.Cancellation);
                }),
            })
            .End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        Assert.Equal(SendOutcome.Delivered, await engine.CancelAsync(run, "hung up"));

        Assert.Equal(RunStatus.Cancelled, (await engine.WaitAsync(run)).Run.Status);
        var finished = (await engine.JournalAsync(run)).OfType<RunFinished>().Single();
        Assert.Equal(("Dear Ada", "hung up"), (finished.Partial, finished.Reason));
        Assert.Equal(SendOutcome.Ended, await engine.CancelAsync(run));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_that_catches_everything_cannot_turn_a_cancel_into_a_success(bool isLast)
    {
        var gate = new Gate();
        var graph = Talk.Begin()
            .Function("stubborn", async (state, context) =>
            {
                try
                {
                    return state with { Answer = await context.EffectAsync("hold", call => gate.PassAsync("hold", call.Cancellation)) };
                }
                catch (Exception)
                {
                    return state with { Answer = "fallback" };
                }
            });
        if (!isLast) graph = graph.Function("after", state => state with { Lines = state.Lines.Add(state.Answer!) });
        await using var engine = await EngineFixture.StartStillAsync(graph.End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        await engine.CancelAsync(run);

        Assert.Equal(RunStatus.Cancelled, (await engine.WaitAsync(run)).Run.Status);
        Assert.DoesNotContain(await engine.JournalAsync(run), entry => entry is Checkpoint);
    }

    [Fact]
    public async Task A_waiting_run_can_be_cancelled()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        await engine.CancelAsync(waiting.Run.Id);

        await engine.UntilAsync(waiting.Run.Id, RunStatus.Cancelled);
        Assert.Empty(await engine.Store.Runs.TicketsAsync(new TicketQuery("default") { Run = waiting.Run.Id }, Token));
    }

    [Fact]
    public async Task A_sleeping_run_can_be_cancelled()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin().Sleep("sleep", _ => TimeSpan.FromDays(1)).End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await engine.UntilAsync(run, RunStatus.Sleeping);

        await engine.CancelAsync(run);

        await engine.UntilAsync(run, RunStatus.Cancelled);
    }

    [Fact]
    public async Task A_run_that_may_not_start_yet_can_be_cancelled()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var request = new RunRequest("talk") { Input = EngineFixture.Json(Talk.Input("a")), Delay = TimeSpan.FromHours(1) };
        var run = (await engine.Runs.StartAsync(request, Token)).Run.Id;

        await engine.CancelAsync(run);

        await engine.UntilAsync(run, RunStatus.Cancelled);
        Assert.DoesNotContain(await engine.JournalAsync(run), entry => entry is Checkpoint);
    }

    [Fact]
    public async Task A_queued_run_can_be_cancelled_and_the_thread_goes_on_without_it()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Held(gate));
        var first = await engine.StartRunAsync("talk", Talk.Input("a"), "t");
        await gate.ArrivalAsync();
        var second = await engine.StartRunAsync("talk", Talk.Input("b"), "t");
        var third = await engine.StartRunAsync("talk", Talk.Input("c"), "t");

        await engine.CancelAsync(second);
        await engine.UntilAsync(second, RunStatus.Cancelled);
        gate.Open();

        Assert.Equal("a passed a c passed c", Talk.Text(await engine.WaitAsync(third)));
        Assert.Equal(RunStatus.Success, (await engine.WaitAsync(first)).Run.Status);
    }

    [Fact]
    public async Task A_cancel_reaches_the_children()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(
            Talk.Held(gate, "child"),
            Talk.Begin().Child<Talk.Said, Talk.Reply>("call", "child", state => new Talk.Said("inner"), (state, _) => state).End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();
        var child = await JoinTests.ChildOfAsync(engine, run);
        await engine.UntilAsync(run, RunStatus.Sleeping);

        await engine.CancelAsync(run);

        await engine.UntilAsync(run, RunStatus.Cancelled);
        await engine.UntilAsync(child, RunStatus.Cancelled);
    }

    [Fact]
    public async Task A_cancel_that_comes_just_before_the_end_wins_over_it()
    {
        var store = new HookedStore();
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Plain()) { Store = store });
        SendOutcome? outcome = null;
        store.BeforeAppend = async append =>
        {
            if (append.Transition?.Status != RunStatus.Success || outcome is not null) return;
            outcome = SendOutcome.Unknown;
            outcome = await engine.CancelAsync(append.Lease.Run);
        };

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal((SendOutcome.Delivered, RunStatus.Cancelled), (outcome, result.Run.Status));
        Assert.Single(await engine.JournalAsync(result.Run.Id), entry => entry is RunFinished);
    }

    [Fact]
    public async Task A_failure_is_not_run_again_because_of_news_that_nobody_waits_for()
    {
        var (store, calls) = (new HookedStore(), 0);
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Begin()
            .Function("break", (_, _) => throw new PermanentException($"{++calls}")).End())
        { Store = store });
        store.BeforeAppend = async append =>
        {
            if (append.Transition?.Status == RunStatus.Error) await store.SendAsync(new InboxMessage("default", append.Lease.Run, InboxKind.Event) { Name = "late", Key = "once" }, Token);
        };

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal((RunStatus.Error, ErrorCodes.Permanent, 1), (result.Run.Status, result.Error!.Code, calls));
        Assert.Single(await engine.JournalAsync(result.Run.Id), entry => entry is NodeFailed);
    }

    [Fact]
    public async Task A_cancel_survives_a_crash()
    {
        var gate = new Gate();
        var store = new HookedStore();
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Held(gate)) { Store = store });
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();
        var parked = new TaskCompletionSource();
        store.BeforeAppend = append => append.Transition is null ? ValueTask.CompletedTask : new ValueTask(parked.Task);

        await engine.CancelAsync(run);
        await engine.Host.CrashAsync();
        store.BeforeAppend = null;
        parked.SetResult();

        await engine.UntilAsync(run, RunStatus.Cancelled);
    }
}
