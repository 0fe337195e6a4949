using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Streaming;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class GivenAnswerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["node", "inside", "inline", "routed"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_answer_that_comes_with_a_new_run_is_for_what_its_first_node_asks(string kind)
    {
        await using var engine = await EngineFixture.StartStillAsync(Asking(kind));
        await engine.RunAsync("talk", Talk.Input("a"), "t");

        var result = await ForkAsync(engine, new { ok = true });

        Assert.Equal("a yes", Talk.Text(result));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_answer_that_names_the_question_as_it_was_asked_before_is_taken(string kind)
    {
        await using var engine = await EngineFixture.StartStillAsync(Asking(kind));
        var first = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var result = await ForkAsync(engine, new Dictionary<string, object> { [Assert.Single(first.Tickets).Id] = new { ok = true } });

        Assert.Equal("a yes", Talk.Text(result));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_answer_that_does_not_fit_leaves_the_question_open(string kind)
    {
        await using var engine = await EngineFixture.StartStillAsync(Asking(kind));
        await engine.RunAsync("talk", Talk.Input("a"), "t");

        var result = await ForkAsync(engine, new { ok = "perhaps" });

        Assert.Equal(RunStatus.Waiting, result.Run.Status);
        Assert.Equal("a no", Talk.Text(await engine.AnswerAsync(result, new { ok = false })));
    }

    [Fact]
    public async Task It_is_for_one_question_only_also_after_a_crash()
    {
        var crashes = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("before", state => state)
            .Function("ask", async (state, context) =>
            {
                var one = await context.AskAsync<bool>(new Question("one", null));
                await context.EffectAsync("between", call => crashes.PassAsync("between", call.Cancellation));
                var two = await context.AskAsync<bool>(new Question("two", null));
                return state with { Lines = state.Lines.Add($"{one} {two}") };
            })
            .End());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        var fork = await StartForkAsync(engine, true);
        await crashes.ArrivalAsync();
        await engine.Host.CrashAsync();
        crashes.Open();

        var waiting = await engine.WaitAsync(fork);

        Assert.Equal("two", Assert.Single(waiting.Tickets).Name);
        Assert.Equal("a True False", Talk.Text(await engine.AnswerAsync(waiting, false)));
    }

    [Fact]
    public async Task A_later_node_asks_for_itself()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("before", state => state)
            .Approval<Talk.Yes>("ask", state => new Question("one", null), (state, _) => state)
            .Approval<Talk.Yes>("again", state => new Question("two", null), (state, _) => state)
            .End());
        await engine.RunAsync("talk", Talk.Input("a"), "t");

        var result = await ForkAsync(engine, new { ok = true });

        Assert.Equal("two", Assert.Single(result.Tickets).Name);
    }

    [Fact]
    public async Task Branches_take_answers_that_name_their_questions_and_no_others()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("before", state => state)
            .Parallel(
                "ask",
                branches => branches
                    .Function("left", async (_, context) => await context.AskAsync<string>(new Question("left", null)))
                    .Function("right", async (_, context) => await context.AskAsync<string>(new Question("right", null))),
                (state, results) => state with { Lines = state.Lines.Add(results.Get<string>("left") + results.Get<string>("right")) })
            .End());
        var first = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var unnamed = await ForkAsync(engine, "l");
        var named = await ForkAsync(engine, first.Tickets.ToDictionary(ticket => ticket.Id, ticket => ticket.Name![..1]));

        Assert.Equal(2, unnamed.Tickets.Count);
        Assert.Equal("a lr", Talk.Text(named));
    }

    [Fact]
    public async Task Nobody_who_watches_is_shown_a_question_that_was_answered_with_the_run()
    {
        await using var engine = await EngineFixture.StartStillAsync(Asking("inside"));
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        var fork = await ForkAsync(engine, new { ok = true });

        var frames = await engine.FramesAsync(fork.Run.Id, new StreamRequest(StreamModes.Updates | StreamModes.Values));

        Assert.DoesNotContain(frames, frame => System.Text.Encoding.UTF8.GetString(frame.Data.Span).Contains("__interrupt__", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_question_whether_to_make_a_call_again_is_not_answered_by_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("before", state => state)
            .Function("ask", async (state, context) =>
            {
                var paid = await context.EffectAsync("pay", _ => new ValueTask<string>("paid"), new EffectOptions { AtMostOnce = true });
                return state with { Lines = state.Lines.Add($"{paid} {(await context.AskAsync<System.Text.Json.JsonElement>(new Question("sure", null))).GetRawText()}") };
            })
            .End());
        await engine.RunAsync("talk", Talk.Input("a"), "t");

        var waiting = await ForkAsync(engine, new { action = "repeat" });

        Assert.Equal("pay", Assert.Single((await engine.JournalAsync(waiting.Run.Id)).OfType<TicketOpened>()).Effect);
        Assert.Equal("""a by hand {"action":"repeat"}""", Talk.Text(await engine.AnswerAsync(waiting, new { action = "result", value = "by hand" })));
    }

    private static async Task<RunResult> ForkAsync(EngineFixture engine, object resume) => await engine.WaitAsync(await StartForkAsync(engine, resume));

    private static async Task<Guid> StartForkAsync(EngineFixture engine, object resume)
    {
        var at = (await engine.Threads.HistoryAsync("default", "t", null, 50, Token))!.First(state => state.Next is ["ask"]).Checkpoint;
        return (await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", From = at, Resume = EngineFixture.Json(resume) }, Token)).Run.Id;
    }

    private static GraphDefinition Asking(string kind)
    {
        var question = new Question("sure", null) { Schema = Baton.Contracts.Contract.Of(typeof(Talk.Yes)).Schema };
        var graph = Talk.Begin().Function("before", state => state);
        return (kind switch
        {
            "node" => graph.Approval<Talk.Yes>("ask", _ => question, Noted),
            "inside" => graph.Function("ask", async (state, context) => Noted(state, await context.AskAsync<Talk.Yes>(question))),
            "inline" => graph.Graph<Talk.Said, Talk.Reply>("ask", Inner(question), _ => new Talk.Said("yes"), (state, reply) => state with { Lines = state.Lines.Add(reply.Text.Split(' ')[^1]) }),
            _ => graph.Route("ask", state => state.Last, to => to.Otherwise("really")).Approval<Talk.Yes>("really", _ => question, Noted),
        }).End();
    }

    private static GraphDefinition Inner(Question question) => Talk.Begin("inner")
        .Function("first", state => state)
        .Approval<Talk.Yes>("then", _ => question, Noted)
        .End();

    private static Talk.State Noted(Talk.State state, Talk.Yes yes) => state with { Lines = state.Lines.Add(yes.Ok ? "yes" : "no") };
}
