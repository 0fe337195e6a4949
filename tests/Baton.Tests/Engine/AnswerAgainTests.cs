using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Tests.Engine;

/// <summary>Answers that name their questions and come again, while another question of the run is open.</summary>
public sealed class AnswerAgainTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_again_is_taken_for_given_while_another_question_is_open()
    {
        await using var engine = await EngineFixture.StartStillAsync(Two());
        var (run, left, _) = await HalfAnsweredAsync(engine);

        var again = await ResumeAsync(engine, (left, "l"));

        Assert.Equal((run, false), (again.Run.Id, again.IsNew));
        Assert.Equal(RunStatus.Waiting, (await engine.WaitAsync(run)).Run.Status);
    }

    [Fact]
    public async Task What_is_new_counts_beside_what_was_given_before()
    {
        await using var engine = await EngineFixture.StartStillAsync(Two());
        var (run, left, right) = await HalfAnsweredAsync(engine);

        await ResumeAsync(engine, (left, "l"), (right, "r"));

        Assert.Equal("a lr", Talk.Text(await engine.WaitAsync(run)));
    }

    [Fact]
    public async Task Where_one_was_answered_otherwise_none_is_taken()
    {
        await using var engine = await EngineFixture.StartStillAsync(Two());
        var (run, left, right) = await HalfAnsweredAsync(engine);

        Assert.Equal(ErrorCodes.TicketClosed, await EngineFixture.CodeAsync(() => ResumeAsync(engine, (right, "r"), (left, "other"))));

        Assert.Equal(right, Assert.Single((await engine.WaitAsync(run)).Tickets).Id);
    }

    [Fact]
    public async Task Where_one_does_not_fit_none_is_taken()
    {
        await using var engine = await EngineFixture.StartStillAsync(Two());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var (left, right) = (Named(waiting, "left"), Named(waiting, "right"));

        Assert.Equal(ErrorCodes.AnswerInvalid, await EngineFixture.CodeAsync(() => ResumeAsync(engine, (left, "l"), (right, 5))));

        Assert.Equal(2, (await engine.WaitAsync(waiting.Run.Id)).Tickets.Count);
    }

    [Fact]
    public async Task Where_one_names_no_question_none_is_taken()
    {
        await using var engine = await EngineFixture.StartStillAsync(Two());
        var (run, _, right) = await HalfAnsweredAsync(engine);

        Assert.Equal(ErrorCodes.TicketUnknown, await EngineFixture.CodeAsync(() => ResumeAsync(engine, (right, "r"), (new string('0', 32), "x"))));

        Assert.Equal(right, Assert.Single((await engine.WaitAsync(run)).Tickets).Id);
    }

    [Fact]
    public async Task A_question_of_another_thread_is_unknown()
    {
        await using var engine = await EngineFixture.StartStillAsync(Two());
        await HalfAnsweredAsync(engine);
        var other = Named(await engine.RunAsync("talk", Talk.Input("a"), "other"), "left");

        Assert.Equal(ErrorCodes.TicketUnknown, await EngineFixture.CodeAsync(() => ResumeAsync(engine, (other, "l"))));
    }

    [Fact]
    public async Task An_answer_to_an_earlier_run_comes_again_without_harm_while_the_next_one_asks()
    {
        await using var engine = await EngineFixture.StartStillAsync(Two());
        var (first, left, right) = await HalfAnsweredAsync(engine);
        await ResumeAsync(engine, (right, "r"));
        await engine.WaitAsync(first);
        var second = await engine.RunAsync("talk", Talk.Input("b"), "t");

        var again = await ResumeAsync(engine, (left, "l"));
        await ResumeAsync(engine, (left, "l"), (Named(second, "left"), "L"));

        Assert.Equal(first, again.Run.Id);
        Assert.Equal("right", Assert.Single((await engine.WaitAsync(second.Run.Id)).Tickets).Name);
    }

    private static async Task<(Guid Run, string Left, string Right)> HalfAnsweredAsync(EngineFixture engine)
    {
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var left = Named(waiting, "left");
        await ResumeAsync(engine, (left, "l"));
        await engine.UntilAsync(waiting.Run.Id, row => row.Seq > waiting.Run.Seq && row.Status == RunStatus.Waiting);
        return (waiting.Run.Id, left, Named(waiting, "right"));
    }

    private static async Task<StartedRun> ResumeAsync(EngineFixture engine, params (string Ticket, object Value)[] answers)
    {
        var map = EngineFixture.Json(answers.ToDictionary(answer => answer.Ticket, answer => answer.Value));
        return await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", Resume = map }, Token);
    }

    private static string Named(RunResult waiting, string name) => waiting.Tickets.Single(ticket => ticket.Name == name).Id;

    private static GraphDefinition Two() => Talk.Begin()
        .Parallel(
            "both",
            branches => branches
                .Function("left", async (_, context) => await context.AskAsync<string>(new Question("left", null)))
                .Function("right", async (_, context) => await context.AskAsync<string>(new Question("right", null))),
            (state, results) => state with { Lines = state.Lines.Add(results.Get<string>("left") + results.Get<string>("right")) })
        .End();
}
