using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Tests.Engine;

public sealed class HistoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_threads_history_is_a_chain_of_checkpoints_newest_first()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.RunAsync("talk", Talk.Input("b"), "t");

        var history = await engine.Threads.HistoryAsync("default", "t", null, 50, Token);

        Assert.Equal(["loop", "input", "loop", "input"], history!.Select(state => state.Source));
        Assert.Equal([4, 3, 2, 1], history!.Select(state => state.Values.GetProperty("lines").GetArrayLength()));
        Assert.Equal(history!.Skip(1).Select(state => state.Checkpoint).Append(null), history!.Select(state => state.Parent));
        var rest = await engine.Threads.HistoryAsync("default", "t", history![0].Checkpoint, 50, Token);
        Assert.Equal(history.Skip(1).Select(state => state.Checkpoint), rest!.Select(state => state.Checkpoint));
    }

    [Fact]
    public async Task A_state_can_be_read_at_every_checkpoint()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.RunAsync("talk", Talk.Input("b"), "t");
        var history = await engine.Threads.HistoryAsync("default", "t", null, 50, Token);

        foreach (var state in history!)
        {
            var read = await engine.Threads.StateAsync("default", "t", state.Checkpoint, Token);
            Assert.Equal(state.Values.ToString(), read!.Values.ToString());
        }
    }

    [Fact]
    public async Task A_waiting_threads_state_says_what_comes_next_and_what_is_asked()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");

        var state = await engine.Threads.StateAsync("default", "t", null, Token);

        Assert.Equal(["ask"], state!.Next);
        Assert.Equal(waiting.Tickets[0].Id, Assert.Single(state.Tickets).Id);
    }

    [Fact]
    public async Task A_run_from_a_checkpoint_goes_on_from_there()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.RunAsync("talk", Talk.Input("b"), "t");
        var first = (await engine.Threads.HistoryAsync("default", "t", null, 50, Token))![2];

        var fork = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", From = first.Checkpoint, Input = EngineFixture.Json(Talk.Input("c")) }, Token);

        Assert.Equal("a [a] c [c]", Talk.Text(await engine.WaitAsync(fork.Run.Id)));
        var state = await engine.Threads.StateAsync("default", "t", null, Token);
        Assert.Equal(first.Checkpoint, (await engine.Threads.HistoryAsync("default", "t", null, 50, Token))![2].Checkpoint);
        Assert.Equal(4, state!.Values.GetProperty("lines").GetArrayLength());
    }

    [Fact]
    public async Task A_run_without_input_from_a_checkpoint_repeats_the_steps_after_it_under_new_keys()
    {
        var keys = new List<string>();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("one", state => state with { Lines = state.Lines.Add("one") })
            .Function("two", async (state, context) => state with
            {
                Lines = state.Lines.Add(await context.EffectAsync("call", call =>
                {
                    keys.Add(call.Key);
                    return new ValueTask<string>("two");
                })),
            })
            .End());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        var before = (await engine.Threads.HistoryAsync("default", "t", null, 50, Token))!.Single(state => state.Next is ["two"]);

        var fork = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", From = before.Checkpoint }, Token);

        Assert.Equal("a one two", Talk.Text(await engine.WaitAsync(fork.Run.Id)));
        Assert.Equal(2, keys.Distinct().Count());
    }

    [Fact]
    public async Task A_state_that_was_edited_as_a_node_goes_on_after_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        await engine.RunAsync("talk", Talk.Input("a"), "t");

        await engine.Threads.UpdateAsync("default", "t", EngineFixture.Json(new { answer = "edited", lines = new[] { "by hand" } }), "ask", null, "ops", Token);
        var edited = await engine.Threads.StateAsync("default", "t", null, Token);
        var run = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t" }, Token);

        Assert.Equal(["after", "update"], [.. edited!.Next, edited.Source]);
        Assert.Equal("a asked by hand edited", Talk.Text(await engine.WaitAsync(run.Run.Id)));
    }

    [Fact]
    public async Task An_edit_that_does_not_fit_is_refused_with_every_fault()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await engine.RunAsync("talk", Talk.Input("a"), "t");

        var thrown = await Assert.ThrowsAsync<ValidationException>(() =>
            engine.Threads.UpdateAsync("default", "t", EngineFixture.Json(new { turns = "many", colour = "red" }), null, null, null, Token).AsTask());

        Assert.Equal(["turns", "colour"], thrown.Faults.Select(fault => fault.Where));
    }

    [Fact]
    public async Task A_request_can_change_the_state_and_begin_elsewhere()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var first = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var request = new RunRequest("talk") { Thread = "t", Goto = "after", Update = EngineFixture.Json(new { answer = "given" }) };

        var second = await engine.Runs.StartAsync(request, Token);

        Assert.Equal("a asked given", Talk.Text(await engine.WaitAsync(second.Run.Id)));
        await engine.UntilAsync(first.Run.Id, RunStatus.Cancelled);
    }

    [Theory]
    [InlineData("nowhere", null)]
    [InlineData(null, "colour")]
    public async Task A_request_that_names_no_node_or_member_is_refused_and_nothing_is_stored(string? node, string? member)
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        var update = member is null ? (System.Text.Json.JsonElement?)null : EngineFixture.Json(new Dictionary<string, int> { [member] = 1 });

        Assert.Equal(ErrorCodes.InputInvalid, await EngineFixture.CodeAsync(() => engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", Goto = node, Update = update }, Token).AsTask()));
        Assert.Single(await engine.Store.Runs.QueryAsync(new RunQuery("default") { Thread = "t" }, Token));
    }

    [Theory]
    [InlineData("default", "other")]
    [InlineData("rival", "t")]
    public async Task Another_threads_or_tenants_checkpoint_leads_nowhere(string tenant, string thread)
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await engine.RunAsync("talk", Talk.Input("secret"), "t");
        var stolen = (await engine.Threads.HistoryAsync("default", "t", null, 1, Token))![0].Checkpoint;
        var own = await engine.Runs.StartAsync(new RunRequest("talk") { Tenant = tenant, Thread = thread, Input = EngineFixture.Json(Talk.Input("x")) }, Token);
        await engine.Runs.WaitAsync(tenant, own.Run.Id, Token);

        Assert.Equal(ErrorCodes.CheckpointUnknown, await EngineFixture.CodeAsync(() => engine.Runs.StartAsync(new RunRequest("talk") { Tenant = tenant, Thread = thread, From = stolen, Input = EngineFixture.Json(Talk.Input("y")) }, Token).AsTask()));
        Assert.Equal(ErrorCodes.CheckpointUnknown, await EngineFixture.CodeAsync(() => engine.Threads.HistoryAsync(tenant, thread, stolen, 5, Token).AsTask()));
        Assert.Equal(ErrorCodes.CheckpointUnknown, await EngineFixture.CodeAsync(() => engine.Threads.StateAsync(tenant, thread, stolen, Token).AsTask()));
        Assert.Equal(ErrorCodes.CheckpointUnknown, await EngineFixture.CodeAsync(() => engine.Threads.UpdateAsync(tenant, thread, EngineFixture.Json(new { last = "z" }), null, stolen, null, Token).AsTask()));
    }
}
