using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Graphs;
using Baton.Tests.Engine.Crash;

namespace Baton.Tests.Engine;

/// <summary>Crashes at moments that a sweep over appends does not reach.</summary>
public sealed class TakeOverTests
{
    private readonly InMemoryStore _store = new(TimeProvider.System);

    [Fact]
    public async Task A_child_that_ended_before_its_parent_noted_its_ticket_is_not_waited_for_in_vain()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var parent = await StartAndCrashAsync(limit: 0, new RunRequest("parent") { Input = EngineFixture.Json(new { name = "Ada" }) });

        // Another server takes both, and dies when the child has ended.
        var other = await _store.Servers.RegisterAsync("other", TimeSpan.FromMinutes(1), cancellationToken);
        await _store.Servers.ReapAsync(other, cancellationToken);
        var claimed = await _store.Runs.ClaimAsync(new RunClaim(other, new Dictionary<string, int> { ["default"] = 10 }), cancellationToken);
        var child = claimed.Single(run => run.Run.Parent is not null);
        await _store.Runs.AppendAsync(Ending(child, EngineFixture.Json(new { text = "done" })), cancellationToken);

        await using var engine = await StartAsync(_store);
        var row = await engine.UntilAsync(parent, run => run.Status.HasEnded());

        Assert.Equal(RunStatus.Success, row.Status);
        Assert.Equal("done", (await engine.WaitAsync(parent)).Output!.Value.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_stop_after_a_node_holds_when_the_server_crashed_right_after_the_node()
    {
        var run = await StartAndCrashAsync(
            limit: 1, new RunRequest("child") { Input = EngineFixture.Json(new { name = "Ada" }), InterruptAfter = ["greet"] });

        await using var engine = await StartAsync(_store);
        var stopped = await engine.UntilAsync(run, row => row.Status is not (RunStatus.Pending or RunStatus.Running));
        var open = await _store.Runs.TicketsAsync(new TicketQuery("default") { Run = run }, TestContext.Current.CancellationToken);

        Assert.Equal(RunStatus.Waiting, stopped.Status);
        Assert.Equal([TicketKind.Breakpoint], open.Select(ticket => ticket.Kind));
        await engine.Runs.AnswerAsync("default", open[0].Id, new TicketAnswer(EngineFixture.Json("on"), null, null), CancellationToken.None);
        Assert.Equal(RunStatus.Success, (await engine.UntilAsync(run, row => row.Status.HasEnded())).Status);
    }

    private async Task<Guid> StartAndCrashAsync(int limit, RunRequest request)
    {
        var dying = new CrashingStore(_store, limit, CrashMode.BeforeReply);
        await using var engine = await StartAsync(dying);
        var started = await engine.Runs.StartAsync(request, CancellationToken.None);
        await dying.Crashed.WaitAsync(EngineFixture.Patience, TestContext.Current.CancellationToken);
        return started.Run.Id;
    }

    private static Task<EngineFixture> StartAsync(IStore store) => EngineFixture.StartAsync(store, TimeProvider.System, null, Parent(), Child());

    private static GraphDefinition Parent() => Graph
        .Define<CrashAsk, TakeOverState, TakeOverReply>("parent", 1)
        .Start(ask => new TakeOverState(ask.Name))
        .Child<CrashAsk, TakeOverReply>("ask", "child", state => new CrashAsk(state.Text), (state, reply) => state with { Text = reply.Text })
        .Return(state => new TakeOverReply(state.Text));

    private static GraphDefinition Child() => Graph
        .Define<CrashAsk, TakeOverState, TakeOverReply>("child", 1)
        .Start(ask => new TakeOverState(ask.Name))
        .Function("greet", state => state with { Text = $"hello {state.Text}" })
        .Function("shout", state => state with { Text = state.Text.ToUpperInvariant() })
        .Return(state => new TakeOverReply(state.Text));

    private static JournalAppend Ending(ClaimedRun child, System.Text.Json.JsonElement output)
    {
        var finished = new RunFinished(RunStatus.Success) { Output = output };
        var entry = new JournalEntry(child.Run.Seq + 1, EntryKind.RunFinished, TimeProvider.System.GetUtcNow(), JournalCodec.Encode(finished));
        var end = new InboxMessage("default", child.Run.Parent!.Run, InboxKind.ChildEnded) { Ticket = child.Run.Parent.Ticket, Value = output };
        return new JournalAppend(child.Lease, [entry]) { Transition = new RunTransition(RunStatus.Success, 0) { ToParent = end } };
    }
}

/// <summary>What is said.</summary>
internal sealed record TakeOverState(string Text);

/// <summary>What was said.</summary>
internal sealed record TakeOverReply(string Text);
