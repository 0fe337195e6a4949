using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;
using Baton.Tests.Engine;

namespace Baton.Tests.RemoteAgents;

/// <summary>Assistants of this server, called as remote agents.</summary>
public sealed class LocalAgentTests
{
    private static readonly Dictionary<string, string?> _none = [];

    [Fact]
    public async Task An_assistant_of_this_server_answers_with_its_text_and_its_output()
    {
        await using var engine = await Caller.StartAsync(_none, Clerk());

        var result = await engine.CallAsync("assistant:clerk", "hello");

        Assert.Equal(("clerk: hello", "assistant:clerk", "1", false, null), (result.Text, result.Agent, result.Version, result.Asks, result.Code));
        Assert.Equal("clerk: hello", result.Data!.Value.GetProperty("text").GetString());
        Assert.NotNull(result.Task);
    }

    [Fact]
    public async Task A_conversation_goes_on_on_the_assistants_own_thread()
    {
        await using var engine = await Caller.StartAsync(_none, Clerk());

        var first = await engine.CallAsync("assistant:clerk", "one", "call-1");
        var second = await engine.CallAsync("assistant:clerk", "two", first.Conversation);

        Assert.Equal("call-1", first.Conversation);
        Assert.Equal("clerk: one two", second.Text);
        Assert.NotEqual(first.Task, second.Task);
    }

    [Fact]
    public async Task What_the_message_carries_reaches_the_assistants_nodes_as_their_runs_metadata()
    {
        await using var engine = await Caller.StartAsync(_none, Reader());

        var result = Caller.Read(await engine.RunAsync("caller", new { agent = "assistant:reader", text = "x", context = new Dictionary<string, string> { ["account_id"] = "A-7" } }));

        Assert.Equal("A-7", result.Text);
    }

    [Fact]
    public async Task A_question_is_a_reply_and_the_answer_to_its_task_goes_on()
    {
        await using var engine = await Caller.StartAsync(_none, Asking());

        var asked = await engine.CallAsync("assistant:asking", "refund", "c");
        var answered = await engine.CallAsync("assistant:asking", "yes please", "c", asked.Task);

        Assert.True(asked.Asks);
        Assert.Equal("Are you sure?", asked.Text);
        Assert.Equal(("refund: yes please", asked.Task), (answered.Text, answered.Task));
    }

    [Theory]
    [InlineData("fail", ErrorCodes.RemoteTaskFailed)]
    [InlineData("reject", ErrorCodes.RemoteTaskRejected)]
    public async Task A_task_that_fails_is_a_failure(string text, string code)
    {
        await using var engine = await Caller.StartAsync(_none, Clerk());

        Assert.Equal(code, (await engine.CallAsync("assistant:clerk", text)).Code);
    }

    [Fact]
    public async Task An_assistant_that_there_is_not_is_a_failure()
    {
        await using var engine = await Caller.StartAsync(_none);

        Assert.Equal(ErrorCodes.RemoteAgentUnknown, (await engine.CallAsync("assistant:nobody", "x")).Code);
        Assert.Equal(ErrorCodes.RemoteAgentUnknown, (await engine.CallAsync("nobody", "x")).Code);
    }

    [Fact]
    public async Task Without_onFailure_the_node_fails()
    {
        var graph = Talk.Begin()
            .RemoteAgent("call", _ => "assistant:nobody", state => new RemoteRequest(state.Last), (state, reply) => state with { Answer = reply.Text })
            .OnError("call", "mend")
            .Function("mend", state => state with { Answer = "mended" })
            .Function("end", state => state with { Lines = state.Lines.Add(state.Answer!) })
            .End();
        await using var engine = await Caller.StartAsync(_none, graph);

        Assert.Equal("hi mended", Talk.Text(await engine.RunAsync("talk", Talk.Input("hi"))));
    }

    [Fact]
    public async Task Branches_and_items_ask_several_agents_at_once()
    {
        var graph = Talk.Begin()
            .Parallel(
                "both",
                branches => branches
                    .RemoteAgent("good", _ => "assistant:clerk", state => new RemoteRequest(state.Last))
                    .RemoteAgent("bad", _ => "assistant:nobody", state => new RemoteRequest(state.Last)),
                (state, results) => state with { Answer = $"{results.Get<RemoteOutcome>("good").Reply!.Text} {results.Get<RemoteOutcome>("bad").Failure!.Code}" })
            .Map<string>(
                "each", _ => ["a", "b"], each => each.RemoteAgent(_ => "assistant:clerk", item => new RemoteRequest(item)),
                (state, results) => state with { Lines = state.Lines.Add(string.Join(' ', results.Values<RemoteOutcome>().Select(outcome => outcome.Reply!.Text))) })
            .Function("end", state => state with { Lines = state.Lines.Add(state.Answer!) })
            .End();
        await using var engine = await Caller.StartAsync(_none, graph, Clerk());

        Assert.Equal($"hi clerk: a clerk: b clerk: hi {ErrorCodes.RemoteAgentUnknown}", Talk.Text(await engine.RunAsync("talk", Talk.Input("hi"))));
    }

    [Fact]
    public async Task A_cancel_reaches_the_assistants_run()
    {
        var gate = new Gate();
        var slow = Chatting("slow")
            .Function("hold", async (state, context) => state with { Answer = await context.EffectAsync("hold", call => gate.PassAsync(state.Last, call.Cancellation)) })
            .Return(state => new Talk.Reply(state.Answer!, state.Turns));
        await using var engine = await Caller.StartAsync(_none, slow);
        var run = await engine.StartRunAsync("caller", new { agent = "assistant:slow", text = "x", conversation = "c" });
        await Until.TrueAsync(() => gate.Came.Any());
        var called = (await engine.Store.Threads.FindAsync("default", "slow:c", TestContext.Current.CancellationToken))!.ActiveRun!.Value;

        await engine.CancelAsync(run);

        await engine.UntilAsync(run, RunStatus.Cancelled);
        await engine.UntilAsync(called, RunStatus.Cancelled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_assistant_that_is_too_slow_is_told_to_end_or_waited_for_asleep(bool asleep)
    {
        var gate = new Gate();
        var slow = Chatting("slow")
            .Function("hold", async (state, context) => state with { Answer = await context.EffectAsync("hold", call => gate.PassAsync(state.Last, call.Cancellation)) })
            .Return(state => new Talk.Reply(state.Answer!, state.Turns));
        var settings = new Dictionary<string, string?> { ["Baton:RemoteAgents:there:Url"] = "assistant:slow", ["Baton:RemoteAgents:there:Timeout"] = "00:00:00.5" };
        if (asleep) settings["Baton:RemoteAgents:there:MaxWait"] = "01:00:00";
        await using var engine = await Caller.StartAsync(settings, slow);

        var run = await engine.StartRunAsync("caller", new { agent = "there", text = "x", conversation = "c" });
        await Until.TrueAsync(() => gate.Came.Any());
        var called = (await engine.Store.Threads.FindAsync("default", "slow:c", TestContext.Current.CancellationToken))!.ActiveRun!.Value;

        await engine.UntilAsync(run, asleep ? RunStatus.Sleeping : RunStatus.Success);
        await engine.UntilAsync(called, asleep ? RunStatus.Running : RunStatus.Cancelled);
        if (!asleep) Assert.Equal(ErrorCodes.RemoteAgentTimeout, Caller.Read(await engine.WaitAsync(run)).Code);
    }

    [Fact]
    public async Task A_run_replays_without_calling_anybody()
    {
        await using var engine = await Caller.StartAsync(_none, Clerk());
        var run = await engine.RunAsync("caller", new { agent = "assistant:clerk", text = "hello" });
        var history = await engine.Replay.HistoryAsync("default", run.Run.Id, TestContext.Current.CancellationToken);

        Assert.Empty((await engine.Replay.ReplayAsync(history, TestContext.Current.CancellationToken)).Differences);
    }

    private static GraphDefinition Clerk() => Chatting("clerk").Function("say", (state, _) => state.Last switch
    {
        "fail" => throw new PermanentException("no"),
        "reject" => throw new RejectedException("not here"),
        _ => ValueTask.FromResult(state with { Answer = $"clerk: {string.Join(' ', state.Lines)}" }),
    }).Return(state => new Talk.Reply(state.Answer!, state.Turns));

    private static GraphDefinition Reader() => Chatting("reader")
        .Function("say", (state, context) => ValueTask.FromResult(state with
        {
            Answer = context.Run.Metadata!.Value.GetProperty("a2a").GetProperty("metadata").GetProperty("account_id").GetString(),
        }))
        .Return(state => new Talk.Reply(state.Answer!, state.Turns));

    private static GraphDefinition Asking() => Chatting("asking")
        .Approval<string>("ask", _ => new Question("sure", "Are you sure?"), (state, answer) => state with { Answer = $"{state.Last}: {answer}" })
        .Return(state => new Talk.Reply(state.Answer!, state.Turns));

    private static GraphBuilder<Talk.Said, Talk.State, Talk.Reply> Chatting(string id) =>
        Talk.Begin(id).Chat(text => new Talk.Said(text), reply => reply.Text);
}
