using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class WaitingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deadline_answers_with_the_default()
    {
        await using var engine = await EngineFixture.StartStillAsync(Patient());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        engine.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(RunStatus.Waiting, (await engine.WaitAsync(waiting.Run.Id)).Run.Status);
        engine.Clock.Advance(TimeSpan.FromHours(1));
        await engine.UntilAsync(waiting.Run.Id, row => row.Status.HasEnded());

        Assert.Equal("a no", Talk.Text(await engine.WaitAsync(waiting.Run.Id)));
        Assert.Single((await engine.JournalAsync(waiting.Run.Id)).OfType<TicketClosed>(), closed => closed.Reason == TicketClosure.TimedOut);
    }

    [Fact]
    public async Task An_answer_after_the_deadline_is_refused()
    {
        await using var engine = await EngineFixture.StartStillAsync(Patient());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        engine.Clock.Advance(TimeSpan.FromHours(24));
        var outcome = await engine.Runs.AnswerAsync("default", waiting.Tickets[0].Id, new TicketAnswer(EngineFixture.Json(new { ok = true })), Token);

        // Refused either way: the run may or may not have ended by its default answer yet.
        Assert.Contains(outcome, new[] { SendOutcome.Conflict, SendOutcome.Ended });
        await engine.Host.AdvanceUntilAsync(waiting.Run.Id, TimeSpan.FromSeconds(1), row => row.Status == RunStatus.Success);
        Assert.Equal("a no", Talk.Text(await engine.WaitAsync(waiting.Run.Id)));
    }

    [Fact]
    public async Task An_answer_that_was_accepted_before_the_deadline_counts_after_it()
    {
        var time = new Baton.Engine.Testing.FakeTime();
        var store = new HookedStore(time);
        await using var engine = await EngineFixture.StartAsync(new Baton.Engine.Testing.BatonTestOptions(Patient()) { Store = store, Time = time });
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var hold = new TaskCompletionSource();
        store.BeforeClaim = () => new ValueTask(hold.Task);

        // Accepted in time, but read only after the deadline has passed.
        await engine.Runs.AnswerAsync("default", waiting.Tickets[0].Id, new TicketAnswer(EngineFixture.Json(new { ok = true })), Token);
        engine.Clock.Advance(TimeSpan.FromHours(25));
        hold.SetResult();
        await engine.UntilAsync(waiting.Run.Id, row => row.Status.HasEnded());

        Assert.Equal("a yes", Talk.Text(await engine.WaitAsync(waiting.Run.Id)));
    }

    [Fact]
    public async Task An_event_ends_the_wait_for_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Listening());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        await engine.Runs.SignalAsync("default", waiting.Run.Id, "other", EngineFixture.Json("no"), Token);
        await engine.Runs.SignalAsync("default", waiting.Run.Id, "bell", EngineFixture.Json("ding"), Token);

        await engine.UntilAsync(waiting.Run.Id, RunStatus.Success);
        Assert.Equal("a ding", Talk.Text(await engine.WaitAsync(waiting.Run.Id)));
    }

    [Fact]
    public async Task An_event_that_came_before_the_wait_counts()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Listening(gate));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"), "t");
        await gate.ArrivalAsync();

        await engine.Runs.SignalAsync("default", run, "bell", EngineFixture.Json("early"), Token);
        gate.Open();

        Assert.Equal(RunStatus.Success, (await engine.UntilAsync(run, row => row.Status is RunStatus.Success or RunStatus.Waiting && row.Owner is null)).Status);
        Assert.Equal("a early", Talk.Text(await engine.WaitAsync(run)));
    }

    [Fact]
    public async Task A_wait_for_an_event_times_out()
    {
        await using var engine = await EngineFixture.StartStillAsync(Listening());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        engine.Clock.Advance(TimeSpan.FromMinutes(60));

        await engine.UntilAsync(waiting.Run.Id, RunStatus.Success);
        Assert.Equal("a nothing", Talk.Text(await engine.WaitAsync(waiting.Run.Id)));
    }

    [Fact]
    public async Task A_timer_and_an_event_are_nobodys_to_answer()
    {
        await using var engine = await EngineFixture.StartStillAsync(Listening());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var outcome = await engine.Runs.AnswerAsync("default", Assert.Single(waiting.Tickets).Id, new TicketAnswer(EngineFixture.Json("ding")), Token);

        Assert.Equal(SendOutcome.Unknown, outcome);
    }

    [Fact]
    public async Task A_run_stops_before_and_after_the_nodes_that_the_caller_names()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("one", state => state with { Lines = state.Lines.Add("one") })
            .Function("two", state => state with { Lines = state.Lines.Add("two") })
            .Function("three", state => state with { Lines = state.Lines.Add("three") })
            .End());
        var request = new RunRequest("talk") { Thread = "t", Input = EngineFixture.Json(Talk.Input("a")), InterruptBefore = ["one"], InterruptAfter = ["two"] };

        var first = await engine.WaitAsync((await engine.Runs.StartAsync(request, Token)).Run.Id);
        var second = await ResumeAsync(engine);
        var third = await ResumeAsync(engine);

        Assert.Equal([RunStatus.Waiting, RunStatus.Waiting, RunStatus.Success], new[] { first, second, third }.Select(result => result.Run.Status));
        Assert.Equal([1, 3], new[] { first, second }.Select(result => result.State!.Value.GetProperty("lines").GetArrayLength()));
        Assert.Equal("a one two three", Talk.Text(third));
    }

    [Fact]
    public async Task A_node_that_swallows_its_suspension_fails()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("swallow", async (state, context) =>
            {
                try
                {
                    await context.AskAsync<Talk.Yes>(new Question("sure", null));
                }
                catch (Exception)
                {
                    return state with { Answer = "guessed" };
                }

                return state;
            })
            .End());

        Assert.Equal(ErrorCodes.SuspensionSwallowed, (await engine.RunAsync("talk", Talk.Input("a"))).Error!.Code);
    }

    [Fact]
    public async Task A_completed_node_and_a_recorded_effect_are_not_run_again_after_a_wait()
    {
        var (nodes, effects) = (0, 0);
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("count", state =>
            {
                nodes++;
                return state;
            })
            .Function("ask", async (state, context) =>
            {
                var before = await context.EffectAsync("before", _ => new ValueTask<int>(++effects));
                var answer = await context.AskAsync<Talk.Yes>(new Question("sure", null));
                return state with { Lines = state.Lines.Add($"{before} {answer.Ok}") };
            })
            .End());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        await engine.Host.CrashAsync();

        Assert.Equal("a 1 True", Talk.Text(await engine.AnswerAsync(waiting, new { ok = true })));
        Assert.Equal((1, 1), (nodes, effects));
    }

    [Fact]
    public async Task An_answer_given_with_a_new_run_is_for_its_first_question_only()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Approval<Talk.Yes>("first", _ => new Question("first", null), (state, yes) => state with { Lines = state.Lines.Add($"{yes.Ok}") })
            .Approval<Talk.Yes>("second", _ => new Question("second", null), (state, yes) => state with { Lines = state.Lines.Add($"{yes.Ok}") })
            .End());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.Threads.UpdateAsync("default", "t", EngineFixture.Json(new { answer = "edited" }), null, null, null, Token);

        var second = await ResumeAsync(engine, new { ok = true });
        var done = await engine.AnswerAsync(second, new { ok = false });

        Assert.Equal("a True False", Talk.Text(done));
    }

    private static async Task<RunResult> ResumeAsync(EngineFixture engine, object? answer = null)
    {
        var started = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", Resume = answer is null ? null : EngineFixture.Json(answer) }, Token);
        return await engine.WaitAsync(started.Run.Id);
    }

    private static GraphDefinition Patient() => Talk.Begin()
        .Approval<Talk.Yes>(
            "ask",
            _ => new Question("sure", null) { Deadline = TimeSpan.FromHours(24), DefaultAnswer = new Talk.Yes(false) },
            (state, yes) => state with { Lines = state.Lines.Add(yes.Ok ? "yes" : "no") })
        .End();

    private static GraphDefinition Listening(Gate? gate = null) => Talk.Begin()
        .Function("work", async (state, context) =>
        {
            if (gate is not null) await context.EffectAsync("hold", call => gate.PassAsync("work", call.Cancellation));
            return state;
        })
        .WaitFor("listen", "bell", (state, payload) => state with { Lines = state.Lines.Add(payload?.GetString() ?? "nothing") }, _ => TimeSpan.FromHours(1))
        .End();
}
