using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class WhileWaitingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_input_supersedes_a_waiting_run_and_closes_its_question()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var first = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var second = await engine.RunAsync("talk", Talk.Input("b"), "t");

        Assert.Equal(RunStatus.Waiting, second.Run.Status);
        Assert.Equal(RunStatus.Cancelled, (await engine.UntilAsync(first.Run.Id, row => row.Status.HasEnded())).Status);
        var late = await engine.Runs.AnswerAsync("default", first.Tickets[0].Id, new TicketAnswer(EngineFixture.Json(new { ok = true })), Token);
        Assert.Equal(SendOutcome.Ended, late);
        Assert.Equal("a asked b asked yes", Talk.Text(await engine.AnswerAsync(second, new { ok = true })));
    }

    [Fact]
    public async Task New_input_is_queued_behind_a_waiting_run_where_the_graph_says_so()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking(rule: WhileWaiting.Queue));
        var first = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var second = await engine.StartRunAsync("talk", Talk.Input("b"), "t");

        Assert.True((await engine.Store.Runs.FindAsync("default", second, Token))!.Queued);
        Assert.Equal("a asked yes", Talk.Text(await engine.AnswerAsync(first, new { ok = true })));
        await engine.UntilAsync(second, RunStatus.Waiting);
    }

    [Fact]
    public async Task New_input_is_delivered_to_a_waiting_run_where_the_graph_says_so()
    {
        await using var engine = await EngineFixture.StartStillAsync(Listening());
        var first = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var more = new RunRequest("talk") { Thread = "t", Input = EngineFixture.Json(Talk.Input("more")), IdempotencyKey = "k" };

        var second = await engine.Runs.StartAsync(more, Token);
        var again = await engine.Runs.StartAsync(more, Token);

        Assert.Equal(first.Run.Id, second.Run.Id);
        Assert.Equal(first.Run.Id, again.Run.Id);
        Assert.False(second.IsNew);
        await engine.UntilAsync(first.Run.Id, row => row.Seq > first.Run.Seq && row.Status == RunStatus.Waiting);
        await engine.Host.CrashAsync();
        Assert.Equal("a more", Talk.Text(await engine.AnswerAsync(await engine.WaitAsync(first.Run.Id), new { ok = true })));
    }

    [Fact]
    public async Task Input_that_was_delivered_is_known_again_by_its_key_and_another_one_is_refused_under_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Listening());
        var first = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var more = new RunRequest("talk") { Thread = "t", Input = EngineFixture.Json(Talk.Input("more")), IdempotencyKey = "k" };
        await engine.Runs.StartAsync(more, Token);
        await engine.UntilAsync(first.Run.Id, row => row.Seq > first.Run.Seq && row.Status == RunStatus.Waiting);

        Assert.Equal(first.Run.Id, (await engine.Runs.StartAsync(more, Token)).Run.Id);
        var other = more with { Input = EngineFixture.Json(Talk.Input("other")) };
        Assert.Equal(ErrorCodes.IdempotencyConflict, await EngineFixture.CodeAsync(() => engine.Runs.StartAsync(other, Token).AsTask()));
    }

    [Fact]
    public async Task What_goes_on_without_input_is_not_delivered_as_one()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking(rule: WhileWaiting.Deliver));
        var first = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var second = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", Goto = "before" }, Token);

        Assert.NotEqual(first.Run.Id, second.Run.Id);
        await engine.UntilAsync(first.Run.Id, RunStatus.Cancelled);
        Assert.Equal("a asked asked no", Talk.Text(await engine.AnswerAsync(await engine.WaitAsync(second.Run.Id), new { ok = false })));
    }

    [Fact]
    public async Task An_answer_that_another_branch_reads_wakes_the_branch_that_waits_for_it()
    {
        var gate = new Gate();
        var graph = Talk.Begin()
            .Parallel(
                "both",
                branches => branches
                    .Function("event", async (_, context) => (await context.WaitForEventAsync("bell"))?.GetString() ?? "nothing")
                    .Function("other", async (state, context) =>
                    {
                        var passed = await context.EffectAsync("hold", call => gate.PassAsync("other", call.Cancellation));
                        return $"{passed} {context.TakeDelivered().Count}";
                    }),
                (state, results) => state with { Lines = state.Lines.Add($"{results.Get<string>("event")}, {results.Get<string>("other")}") })
            .End();
        await using var engine = await EngineFixture.StartStillAsync(graph);
        var run = await engine.StartRunAsync("talk", Talk.Input("a"), "t");
        await gate.ArrivalAsync();

        await engine.Runs.SignalAsync("default", run, "bell", EngineFixture.Json("ding"), Token);
        gate.Open();

        Assert.Equal("a ding, passed other 0", Talk.Text(await engine.WaitAsync(run)));
    }

    [Fact]
    public async Task Input_that_came_while_the_run_was_at_work_is_delivered_once_it_waits()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Working(gate));
        var first = await engine.StartRunAsync("talk", Talk.Input("a"), "t");
        await gate.ArrivalAsync();
        var second = await engine.StartRunAsync("talk", Talk.Input("b"), "t");
        var third = await engine.StartRunAsync("talk", Talk.Input("c"), "t");
        gate.Open();

        foreach (var queued in new[] { second, third }) await engine.UntilAsync(queued, RunStatus.Cancelled);
        await engine.UntilAsync(first, RunStatus.Waiting);

        Assert.Equal("a b c", Talk.Text(await engine.AnswerAsync(await engine.WaitAsync(first), new { ok = true })));
    }

    [Fact]
    public async Task Input_in_line_stays_there_where_the_run_ends_without_waiting()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Working(gate, when: state => state.Lines.Count > 1));
        await engine.StartRunAsync("talk", Talk.Input("a"), "t");
        await gate.ArrivalAsync();
        var second = await engine.StartRunAsync("talk", Talk.Input("b"), "t");
        gate.Open();

        Assert.Equal(RunStatus.Waiting, (await engine.WaitAsync(second)).Run.Status);
    }

    private static GraphDefinition Working(Gate gate, Func<Talk.State, bool>? when = null) => Talk.Begin()
        .WhileWaiting(WhileWaiting.Deliver)
        .Function("work", async (state, context) =>
        {
            await context.EffectAsync("hold", call => gate.PassAsync("work", call.Cancellation));
            return state;
        })
        .Approval<Talk.Yes>("ask", state => new Question("sure", null), (state, _) => state, when: when)
        .Function("listen", (state, context) => new ValueTask<Talk.State>(
            state with { Lines = state.Lines.AddRange([.. context.TakeDelivered().Select(input => input.GetProperty("text").GetString()!)]) }))
        .End();

    private static GraphDefinition Listening() => Talk.Begin()
        .WhileWaiting(WhileWaiting.Deliver)
        .Approval<Talk.Yes>("ask", state => new Question("sure", null), (state, _) => state)
        .Function("listen", (state, context) => new ValueTask<Talk.State>(
            state with { Lines = state.Lines.AddRange([.. context.TakeDelivered().Select(input => input.GetProperty("text").GetString()!)]) }))
        .End();
}
