using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class ForkTests
{
    private readonly List<string> _keys = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"action":"repeat"}""", RunStatus.Success, "a paid2", 2)]
    [InlineData("""{"action":"result","value":"by hand"}""", RunStatus.Success, "a by hand", 1)]
    [InlineData("""{"action":"fail"}""", RunStatus.Error, null, 1)]
    public async Task A_call_that_may_be_made_once_only_and_that_the_parent_made_asks_a_person_first(string answer, RunStatus status, string? text, int calls)
    {
        await using var engine = await EngineFixture.StartStillAsync(Paying());
        await engine.RunAsync("talk", Talk.Input("a"), "t");

        var waiting = await ForkAsync(engine, "pay");
        Assert.Equal(("fork pay.1", 1), (Assert.Single(waiting.Tickets).Name, _keys.Count));
        var result = await engine.AnswerAsync(waiting, System.Text.Json.JsonElement.Parse(answer));

        Assert.Equal(status, result.Run.Status);
        Assert.Equal(text, result.Output is null ? null : Talk.Text(result));
        Assert.Equal(calls, _keys.Distinct().Count());
    }

    [Fact]
    public async Task The_question_names_the_run_and_the_key_under_which_the_call_was_begun()
    {
        await using var engine = await EngineFixture.StartStillAsync(Paying());
        var first = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var asked = Assert.Single((await ForkAsync(engine, "pay")).Tickets).Value!.Value;

        Assert.Equal((first.Run.Id, _keys[0], "pay"), (asked.GetProperty("run").GetGuid(), asked.GetProperty("key").GetString(), asked.GetProperty("effect").GetString()));
    }

    [Fact]
    public async Task A_call_that_the_parent_never_came_to_is_made_without_asking()
    {
        var isBroken = true;
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("before", state => isBroken ? throw new InvalidOperationException("broken") : state)
            .Function("pay", PayAsync)
            .End());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        isBroken = false;

        Assert.Equal("a paid1", Talk.Text(await ForkAsync(engine, "before")));
    }

    [Fact]
    public async Task A_later_visit_of_a_node_is_another_call()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("pay", PayAsync)
            .Approval<Talk.Yes>("ask", state => new Question("again", null), (state, yes) => state with { Answer = yes.Ok ? "again" : null })
            .Route("more", state => state.Answer, to => to.When("again", "pay").Otherwise("stop"))
            .Function("stop", state => state)
            .End());
        var first = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var fork = await ForkAsync(engine, "ask");
        var second = await engine.AnswerAsync(fork, new { ok = true });

        Assert.Equal(RunStatus.Waiting, first.Run.Status);
        Assert.Equal(("again", 2), (Assert.Single(second.Tickets).Name, _keys.Distinct().Count()));
    }

    [Fact]
    public async Task A_fork_that_stands_behind_one_visit_asks_about_the_next_by_its_number_in_the_parent()
    {
        await using var engine = await EngineFixture.StartStillAsync(Twice());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        var between = (await engine.Threads.HistoryAsync("default", "t", null, 50, Token))!.Last(state => state.Next is ["more"]);

        var fork = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", From = between.Checkpoint }, Token);
        var waiting = await engine.WaitAsync(fork.Run.Id);

        Assert.Equal((2, "pay#1"), (_keys.Count, Assert.Single(waiting.Tickets).Value!.Value.GetProperty("visit").GetString()));
    }

    [Fact]
    public async Task A_fork_of_a_fork_asks_about_what_the_first_run_made()
    {
        await using var engine = await EngineFixture.StartStillAsync(Paying());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        var first = await engine.AnswerAsync(await ForkAsync(engine, "pay"), new { action = "fail" });

        var second = await ForkAsync(engine, "pay");

        Assert.Equal((RunStatus.Error, RunStatus.Waiting), (first.Run.Status, second.Run.Status));
        Assert.Single(_keys);
    }

    [Fact]
    public async Task A_run_that_goes_on_from_an_edit_of_an_earlier_checkpoint_asks_as_well()
    {
        await using var engine = await EngineFixture.StartStillAsync(Paying());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        var before = await BeforeAsync(engine, "pay");
        await engine.Threads.UpdateAsync("default", "t", EngineFixture.Json(new { answer = "edited" }), null, before, null, Token);

        var run = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t" }, Token);

        Assert.Equal("fork pay.1", Assert.Single((await engine.WaitAsync(run.Run.Id)).Tickets).Name);
    }

    [Fact]
    public async Task A_next_turn_asks_nobody()
    {
        await using var engine = await EngineFixture.StartStillAsync(Paying());
        await engine.RunAsync("talk", Talk.Input("a"), "t");

        Assert.Equal("a paid1 b paid2", Talk.Text(await engine.RunAsync("talk", Talk.Input("b"), "t")));
    }

    [Fact]
    public async Task A_child_of_a_fork_asks_about_what_the_child_in_its_place_made()
    {
        await using var engine = await EngineFixture.StartStillAsync(Paying("child"), Talk.Begin()
            .Function("before", state => state)
            .Child<Talk.Said, Talk.Reply>("call", "child", state => new Talk.Said("inner"), (state, reply) => state with { Lines = state.Lines.Add(reply.Text) })
            .End());
        await engine.RunAsync("talk", Talk.Input("a"), "t");

        var fork = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", From = await BeforeAsync(engine, "call") }, Token);
        await engine.UntilAsync(fork.Run.Id, RunStatus.Sleeping);
        var child = Assert.Single(await engine.Store.Runs.QueryAsync(new Baton.Engine.Stores.RunQuery("default") { Parent = fork.Run.Id }, Token));
        var waiting = await engine.WaitAsync(child.Id);
        Assert.Single(_keys);
        await engine.AnswerAsync(waiting, new { action = "result", value = "by hand" });

        await engine.UntilAsync(fork.Run.Id, RunStatus.Success);
        Assert.Equal("a inner by hand", Talk.Text(await engine.WaitAsync(fork.Run.Id)));
    }

    [Fact]
    public async Task What_was_decided_about_a_fork_is_not_asked_again_after_a_crash()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("before", state => state)
            .Function("pay", async (state, context) => state with
            {
                Lines = state.Lines.Add(
                    await context.EffectAsync("pay", call => new ValueTask<string>("first"), new EffectOptions { AtMostOnce = true })
                    + await context.EffectAsync("wait", call => gate.PassAsync("then", call.Cancellation))),
            })
            .End());
        gate.Open();
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        var waiting = await ForkAsync(engine, "pay");
        await engine.Host.CrashAsync();

        var result = await engine.AnswerAsync(waiting, new { action = "result", value = "by hand, " });

        Assert.Equal("a by hand, passed then", Talk.Text(result));
        var journal = await engine.JournalAsync(waiting.Run.Id);
        Assert.Single(journal.OfType<TicketOpened>());
    }

    [Fact]
    public async Task A_fork_that_asked_replays_without_a_difference()
    {
        await using var engine = await EngineFixture.StartStillAsync(Paying());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        var failed = await engine.AnswerAsync(await ForkAsync(engine, "pay"), new { action = "fail" });

        var report = await engine.Replay.ReplayAsync(await engine.Replay.HistoryAsync("default", failed.Run.Id, Token), Token);

        Assert.Empty(report.Differences);
        Assert.True(report.Compared > 0);
    }

    private async ValueTask<Talk.State> PayAsync(Talk.State state, NodeContext context) => state with
    {
        Lines = state.Lines.Add(await context.EffectAsync(
            "pay",
            call =>
            {
                _keys.Add(call.Key);
                return new ValueTask<string>($"paid{_keys.Count}");
            },
            new EffectOptions { AtMostOnce = true })),
    };

    private GraphDefinition Paying(string id = "talk") => Talk.Begin(id).Function("before", state => state).Function("pay", PayAsync).End();

    private GraphDefinition Twice() => Talk.Begin()
        .Function("pay", PayAsync)
        .Function("more", state => state with { Turns = state.Turns + 1 })
        .Route("again", state => state.Turns, to => to.When(2, "pay").Otherwise("stop"))
        .Function("stop", state => state)
        .End();

    /// <summary>Forks the thread before a node and waits for what comes of it.</summary>
    private static async Task<RunResult> ForkAsync(EngineFixture engine, string before)
    {
        var fork = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", From = await BeforeAsync(engine, before) }, Token);
        return await engine.WaitAsync(fork.Run.Id);
    }

    private static async Task<CheckpointRef?> BeforeAsync(EngineFixture engine, string node) =>
        (await engine.Threads.HistoryAsync("default", "t", null, 50, Token))!.First(state => state.Next is [var next] && next == node).Checkpoint;
}
