using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Tests.Engine;

public sealed class ThreadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static RunRequest Ask(string text, MultitaskStrategy strategy = MultitaskStrategy.Enqueue, string graph = "talk") =>
        new(graph) { Input = EngineFixture.Json(Talk.Input(text)), Thread = "CALL-001", Strategy = strategy };

    [Fact]
    public async Task State_carries_over_from_turn_to_turn()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());

        await engine.RunAsync("talk", Talk.Input("a"), "t");
        var second = await engine.RunAsync("talk", Talk.Input("b"), "t");

        Assert.Equal("a [a] b [b]", Talk.Text(second));
        Assert.Equal(2, second.Output!.Value.GetProperty("turns").GetInt32());
    }

    [Fact]
    public async Task State_carries_over_a_crash_between_turns()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.RunAsync("talk", Talk.Input("b"), "t");

        await engine.Host.CrashAsync();

        Assert.Equal("a [a] b [b] c [c]", Talk.Text(await engine.RunAsync("talk", Talk.Input("c"), "t")));
    }

    [Fact]
    public async Task Runs_of_a_thread_go_one_at_a_time_in_their_order()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Held(gate));

        var first = await engine.StartRunAsync("talk", Talk.Input("a"), "t");
        await gate.ArrivalAsync();
        var second = await engine.StartRunAsync("talk", Talk.Input("b"), "t");
        var third = await engine.StartRunAsync("talk", Talk.Input("c"), "t");
        var queued = await engine.Store.Runs.FindAsync("default", second, Token);
        gate.Open();

        Assert.True(queued is { Queued: true, Status: RunStatus.Pending });
        Assert.Equal("a passed a b passed b c passed c", Talk.Text(await engine.WaitAsync(third)));
        Assert.Equal(["a", "b", "c"], gate.Came);
        Assert.Equal(RunStatus.Success, (await engine.WaitAsync(first)).Run.Status);
    }

    [Fact]
    public async Task Reject_refuses_a_run_while_another_is_under_way()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Held(gate));
        var first = await engine.Runs.StartAsync(Ask("a"), Token);
        await gate.ArrivalAsync();

        Assert.Equal(ErrorCodes.ThreadBusy, await EngineFixture.CodeAsync(() => engine.Runs.StartAsync(Ask("b", MultitaskStrategy.Reject), Token).AsTask()));

        gate.Open();
        Assert.Equal("a passed a", Talk.Text(await engine.WaitAsync(first.Run.Id)));
        Assert.Single(await engine.Store.Runs.QueryAsync(new RunQuery("default") { Thread = "CALL-001" }, Token));
    }

    [Fact]
    public async Task Interrupt_cancels_the_run_under_way_and_keeps_what_it_did()
    {
        var gate = new Gate();
        var graph = Talk.Begin()
            .Function("note", state => state with { Lines = state.Lines.Add("noted") })
            .Function("hold", async (state, context) => state.Last == "b" ? state : state with
            {
                Lines = state.Lines.Add(await context.EffectAsync("hold", call => gate.PassAsync(state.Last, call.Cancellation))),
            })
            .End();
        await using var engine = await EngineFixture.StartStillAsync(graph);
        var first = await engine.Runs.StartAsync(Ask("a"), Token);
        await gate.ArrivalAsync();

        var second = await engine.Runs.StartAsync(Ask("b", MultitaskStrategy.Interrupt), Token);

        Assert.Equal(RunStatus.Cancelled, (await engine.WaitAsync(first.Run.Id)).Run.Status);
        Assert.Equal("a noted b noted", Talk.Text(await engine.WaitAsync(second.Run.Id)));
    }

    [Fact]
    public async Task Rollback_cancels_the_run_under_way_takes_back_what_it_did_and_hides_it()
    {
        var gate = new Gate();
        var graph = Talk.Begin()
            .Function("note", state => state with { Lines = state.Lines.Add("noted") })
            .Function("hold", async (state, context) => state.Last != "b" ? state : state with
            {
                Lines = state.Lines.Add(await context.EffectAsync("hold", call => gate.PassAsync(state.Last, call.Cancellation))),
            })
            .End();
        await using var engine = await EngineFixture.StartStillAsync(graph);
        await engine.WaitAsync((await engine.Runs.StartAsync(Ask("a"), Token)).Run.Id);
        var second = await engine.Runs.StartAsync(Ask("b"), Token);
        await gate.ArrivalAsync();

        var third = await engine.Runs.StartAsync(Ask("c", MultitaskStrategy.Rollback), Token);

        Assert.Equal("a noted c noted", Talk.Text(await engine.WaitAsync(third.Run.Id)));
        Assert.True((await engine.UntilAsync(second.Run.Id, RunStatus.Cancelled)).Hidden);
        var shown = await engine.Store.Runs.QueryAsync(new RunQuery("default") { Thread = "CALL-001" }, Token);
        Assert.DoesNotContain(shown, row => row.Id == second.Run.Id);
    }

    [Fact]
    public async Task Rolling_back_a_fork_puts_the_head_where_it_was_before_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var first = await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.AnswerAsync(first, new { ok = true });
        var history = await engine.Threads.HistoryAsync("default", "t", null, 50, Token);
        var second = await engine.RunAsync("talk", Talk.Input("b"), "t");
        await engine.AnswerAsync(second, new { ok = false });
        var before = (await engine.Store.Threads.FindAsync("default", "t", Token))!.Head;

        var fork = await engine.Runs.StartAsync(
            new RunRequest("talk") { Thread = "t", From = history![0].Checkpoint, Input = EngineFixture.Json(Talk.Input("c")) }, Token);
        await engine.UntilAsync(fork.Run.Id, RunStatus.Waiting);
        await engine.CancelAsync(fork.Run.Id, rollback: true);
        await engine.UntilAsync(fork.Run.Id, RunStatus.Cancelled);

        Assert.Equal(before, (await engine.Store.Threads.FindAsync("default", "t", Token))!.Head);
        Assert.Equal("a asked yes b asked no", string.Join(' ', Lines(await engine.Threads.StateAsync("default", "t", null, Token))));
    }

    [Fact]
    public async Task A_thread_takes_no_run_of_another_graph()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking(), Talk.Plain("other"));
        await engine.RunAsync("talk", Talk.Input("a"), "CALL-001");

        Assert.Equal(ErrorCodes.ThreadOfOtherGraph, await EngineFixture.CodeAsync(() => engine.Runs.StartAsync(Ask("b", graph: "other"), Token).AsTask()));
    }

    [Fact]
    public async Task A_thread_takes_no_answer_through_another_graph()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking(), Talk.Plain("other"));
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "CALL-001");
        var answer = new RunRequest("other") { Thread = "CALL-001", Resume = EngineFixture.Json(new { ok = true }) };

        Assert.Equal(ErrorCodes.ThreadOfOtherGraph, await EngineFixture.CodeAsync(() => engine.Runs.StartAsync(answer, Token).AsTask()));
        Assert.Equal(RunStatus.Waiting, (await engine.WaitAsync(waiting.Run.Id)).Run.Status);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("search")]
    [InlineData("a b")]
    [InlineData("")]
    public async Task A_thread_id_of_the_wrong_form_is_refused(string id)
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());

        Assert.Equal(ErrorCodes.ThreadIdInvalid, await EngineFixture.CodeAsync(() => engine.RunAsync("talk", Talk.Input("a"), id)));
    }

    [Theory]
    [InlineData("campaign-7-42")]
    [InlineData("CALL-001")]
    [InlineData("a_b.c:d")]
    public async Task A_thread_id_may_be_the_callers_own(string id)
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());

        Assert.Equal(id, (await engine.RunAsync("talk", Talk.Input("a"), id)).Run.Thread);
    }

    [Fact]
    public async Task The_journal_of_a_turn_does_not_grow_with_the_conversation()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var sizes = new List<int>();
        for (var turn = 0; turn < 40; turn++)
        {
            var result = await engine.RunAsync("talk", Talk.Input($"line {turn:000} {new string('x', 200)}"), "t");
            sizes.Add((await engine.EntriesAsync(result.Run.Id)).Where(entry => entry.Kind != Baton.Engine.Journal.EntryKind.RunFinished).Sum(entry => entry.Body.Length));
        }

        Assert.All(sizes, size => Assert.InRange(size, sizes[1] - 100, sizes[1] + 100));
    }

    private static IEnumerable<string> Lines(Baton.Engine.Runs.ThreadState? state) => state!.Values.GetProperty("lines").EnumerateArray().Select(line => line.GetString()!);
}
