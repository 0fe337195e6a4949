using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class AnswerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static TicketAnswer Answer(bool ok, string? key = null) => new(EngineFixture.Json(new { ok }), key);

    [Fact]
    public async Task The_first_answer_wins()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var ticket = waiting.Tickets[0].Id;

        Assert.Equal(SendOutcome.Delivered, await engine.Runs.AnswerAsync("default", ticket, Answer(true), Token));
        Assert.Equal(SendOutcome.AlreadyDelivered, await engine.Runs.AnswerAsync("default", ticket, Answer(true), Token));
        Assert.Equal(SendOutcome.Conflict, await engine.Runs.AnswerAsync("default", ticket, Answer(false), Token));

        Assert.Equal("a asked yes", Talk.Text(await engine.WaitAsync(waiting.Run.Id)));
        Assert.Equal(SendOutcome.AlreadyDelivered, await engine.Runs.AnswerAsync("default", ticket, Answer(true), Token));
        Assert.Equal(SendOutcome.Conflict, await engine.Runs.AnswerAsync("default", ticket, Answer(false), Token));
        Assert.Single(await engine.JournalAsync(waiting.Run.Id), entry => entry is TicketClosed);
    }

    [Fact]
    public async Task An_answer_to_nothing_is_unknown()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        Assert.Equal(SendOutcome.Unknown, await engine.Runs.AnswerAsync("default", new string('0', 32), Answer(true), Token));
        Assert.Equal(SendOutcome.Unknown, await engine.Runs.AnswerAsync("somebody_else", waiting.Tickets[0].Id, Answer(true), Token));
    }

    [Fact]
    public async Task An_answer_that_does_not_fit_is_refused_and_the_question_stays_open()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var wrong = new TicketAnswer(EngineFixture.Json(new { ok = "perhaps" }));

        Assert.Equal(ErrorCodes.AnswerInvalid, await EngineFixture.CodeAsync(() => engine.Runs.AnswerAsync("default", waiting.Tickets[0].Id, wrong, Token).AsTask()));

        Assert.Equal("a asked no", Talk.Text(await engine.AnswerAsync(waiting, new { ok = false })));
    }

    [Fact]
    public async Task A_resume_answers_the_only_question_and_goes_on_with_the_same_run()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var resumed = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", Resume = EngineFixture.Json(new { ok = true }) }, Token);

        Assert.Equal(waiting.Run.Id, resumed.Run.Id);
        Assert.Equal("a asked yes", Talk.Text(await engine.WaitAsync(resumed.Run.Id)));
    }

    [Fact]
    public async Task A_resume_that_is_sent_again_returns_the_run_that_took_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var resume = new RunRequest("talk") { Thread = "t", Resume = EngineFixture.Json(new { ok = true }), IdempotencyKey = "k1" };
        await engine.WaitAsync((await engine.Runs.StartAsync(resume, Token)).Run.Id);

        var again = await engine.Runs.StartAsync(resume, Token);

        Assert.Equal(waiting.Run.Id, again.Run.Id);
        Assert.False(again.IsNew);
        Assert.Single(await engine.Store.Runs.QueryAsync(new RunQuery("default") { Thread = "t" }, Token));
    }

    [Fact]
    public async Task Questions_of_parallel_branches_are_answered_by_their_ids()
    {
        await using var engine = await EngineFixture.StartStillAsync(Two());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var (left, right) = (Named(waiting, "left"), Named(waiting, "right"));
        var ambiguous = new RunRequest("talk") { Thread = "t", Resume = EngineFixture.Json(new { ok = true }) };
        var both = new Dictionary<string, object> { [left] = new { ok = true }, [right] = new { ok = false } };

        Assert.Equal(ErrorCodes.TicketAmbiguous, await EngineFixture.CodeAsync(() => engine.Runs.StartAsync(ambiguous, Token).AsTask()));
        var resumed = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", Resume = EngineFixture.Json(both) }, Token);

        Assert.Equal("a left:True right:False", Talk.Text(await engine.WaitAsync(resumed.Run.Id)));
    }

    [Fact]
    public async Task A_branch_that_is_answered_goes_on_and_does_not_run_again()
    {
        await using var engine = await EngineFixture.StartStillAsync(Two());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        await engine.Runs.AnswerAsync("default", Named(waiting, "left"), Answer(true), Token);
        await engine.UntilAsync(waiting.Run.Id, row => row.Seq > waiting.Run.Seq && row.Status == RunStatus.Waiting);
        await engine.Host.CrashAsync();
        await engine.Runs.AnswerAsync("default", Named(waiting, "right"), Answer(true), Token);

        Assert.Equal("a left:True right:True", Talk.Text(await engine.WaitAsync(waiting.Run.Id)));
        var branches = (await engine.JournalAsync(waiting.Run.Id)).OfType<BranchCompleted>().Select(branch => branch.Visit);
        Assert.Equal(["both#1/left", "both#1/right"], branches);
    }

    [Fact]
    public async Task A_run_waits_only_when_no_branch_can_go_on()
    {
        var gate = new Gate();
        var graph = Talk.Begin()
            .Parallel(
                "both",
                branches => branches
                    .Function("ask", async (_, context) => (await context.AskAsync<Talk.Yes>(new Question("sure", null))).Ok ? "yes" : "no")
                    .Function("work", async (_, context) => await context.EffectAsync("work", call => gate.PassAsync("work", call.Cancellation))),
                (state, results) => state with { Lines = state.Lines.Add($"{results.Get<string>("ask")} {results.Get<string>("work")}") })
            .End();
        await using var engine = await EngineFixture.StartStillAsync(graph);
        var run = await engine.StartRunAsync("talk", Talk.Input("a"), "t");
        await gate.ArrivalAsync();

        Assert.Equal(RunStatus.Running, (await engine.Store.Runs.FindAsync("default", run, Token))!.Status);
        gate.Open();
        var waiting = await engine.WaitAsync(run);

        Assert.Equal(RunStatus.Waiting, waiting.Run.Status);
        Assert.Equal("a yes passed work", Talk.Text(await engine.AnswerAsync(waiting, new { ok = true })));
        Assert.Single(gate.Came);
    }

    [Fact]
    public async Task An_answer_that_comes_between_the_last_step_and_parking_is_not_lost()
    {
        var store = new HookedStore();
        await using var engine = await EngineFixture.StartAsync(new Baton.Engine.Testing.BatonTestOptions(Two()) { Store = store });
        var answered = 0;
        store.BeforeAppend = async append =>
        {
            // The first attempt to park: one of its questions is opened with an entry before, and answered before the run can rest.
            if (append.Transition?.Status != RunStatus.Waiting || answered++ > 0) return;
            var wake = new InboxMessage("default", append.Lease.Run, InboxKind.Event) { Name = "anything" };
            Assert.Equal(SendOutcome.Delivered, await store.Runs.SendAsync(wake, Token));
        };

        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        Assert.Equal(RunStatus.Waiting, waiting.Run.Status);
        Assert.True(answered >= 2, "The run parked although its inbox had news.");
        Assert.Contains(await engine.JournalAsync(waiting.Run.Id), entry => entry is InboxTaken { Name: "anything" });
    }

    private static string Named(RunResult waiting, string name) => waiting.Tickets.Single(ticket => ticket.Name == name).Id;

    private static GraphDefinition Two() => Talk.Begin()
        .Parallel(
            "both",
            branches => branches
                .Function("left", async (_, context) => $"left:{(await context.AskAsync<Talk.Yes>(new Question("left", null))).Ok}")
                .Function("right", async (_, context) => $"right:{(await context.AskAsync<Talk.Yes>(new Question("right", null))).Ok}"),
            (state, results) => state with { Lines = state.Lines.AddRange([.. results.Values<string>()]) })
        .End();
}
