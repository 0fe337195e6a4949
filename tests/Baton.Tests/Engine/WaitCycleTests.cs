using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Tests.Engine;

/// <summary>Waits that could never end.</summary>
public sealed class WaitCycleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_waits_for_itself_is_refused()
    {
        EngineFixture? engine = null;
        await using var started = engine = await EngineFixture.StartStillAsync(Calling("talk", context => engine!.Runs.WaitAsync("default", context.Run.RunId, Token).AsTask()));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(ErrorCodes.WaitCycle, result.Error!.Code);
    }

    [Fact]
    public async Task A_run_that_streams_itself_is_refused()
    {
        EngineFixture? engine = null;
        await using var started = engine = await EngineFixture.StartStillAsync(Calling("talk", async context =>
        {
            await foreach (var frame in engine!.Runs.StreamAsync("default", context.Run.RunId, new StreamRequest(StreamModes.Values), context.Cancellation)) _ = frame;
        }));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(ErrorCodes.WaitCycle, result.Error!.Code);
    }

    [Fact]
    public async Task A_run_that_waits_for_one_queued_behind_it_on_its_thread_is_refused()
    {
        EngineFixture? engine = null;
        await using var started = engine = await EngineFixture.StartStillAsync(Calling("talk", context => OnThreadAsync(engine!, context, "talk", "t")));

        var result = await engine.RunAsync("talk", Talk.Input("a"), "t");

        Assert.Equal(ErrorCodes.WaitCycle, result.Error!.Code);
    }

    [Fact]
    public async Task A_child_that_waits_for_a_run_queued_behind_its_ancestor_is_refused()
    {
        EngineFixture? engine = null;
        await using var started = engine = await EngineFixture.StartStillAsync(
            Starting("talk", "middle"), Starting("middle", "low"), Calling("low", context => OnThreadAsync(engine!, context, "talk", "t")));

        var result = await engine.RunAsync("talk", Talk.Input("a"), "t");

        Assert.Contains(ErrorCodes.WaitCycle, result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_runs_that_wait_for_each_other_one_is_refused()
    {
        EngineFixture? engine = null;
        var ids = new TaskCompletionSource<(Guid, Guid)>();
        async Task OtherAsync(NodeContext context)
        {
            var (one, two) = await ids.Task;
            await engine!.Runs.WaitAsync("default", context.Run.RunId == one ? two : one, context.Cancellation);
        }

        await using var started = engine = await EngineFixture.StartStillAsync(Calling("talk", OtherAsync));
        var (first, second) = (await engine.StartRunAsync("talk", Talk.Input("a")), await engine.StartRunAsync("talk", Talk.Input("b")));
        ids.SetResult((first, second));

        var results = new[] { await engine.WaitAsync(first), await engine.WaitAsync(second) };

        Assert.Contains(results, result => result.Error?.Code == ErrorCodes.WaitCycle);
    }

    [Fact]
    public async Task A_run_may_wait_for_one_on_another_thread_and_leave_one_queued_on_its_own()
    {
        EngineFixture? engine = null;
        var queued = new List<Guid>();
        await using var started = engine = await EngineFixture.StartStillAsync(
            Calling("talk", async context =>
            {
                if (queued.Count > 0) return;
                queued.Add(await engine!.StartRunAsync("talk", Talk.Input("later"), "t"));
                await OnThreadAsync(engine, context, "plain", "other");
            }),
            Talk.Plain("plain"));

        var result = await engine.RunAsync("talk", Talk.Input("a"), "t");

        Assert.Equal(RunStatus.Success, result.Run.Status);
        Assert.Equal(RunStatus.Success, (await engine.WaitAsync(Assert.Single(queued))).Run.Status);
    }

    [Fact]
    public async Task A_graph_may_start_itself_as_long_as_it_finds_a_way_out()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Route("deep", state => state.Last.Length < 20, to => to.When(true, "self").Otherwise(Graph.End))
            .Child<Talk.Said, Talk.Reply>("self", "talk", state => new Talk.Said(state.Last + "."), (state, _) => state).End());

        var result = await engine.RunAsync("talk", Talk.Input("."));

        Assert.Equal(RunStatus.Success, result.Run.Status);
    }

    private static GraphDefinition Calling(string id, Func<NodeContext, Task> call) => Talk.Begin(id)
        .Function("call", async (state, context) =>
        {
            await context.EffectAsync("call", async _ =>
            {
                await call(context);
                return "called";
            });
            return state;
        })
        .End();

    private static GraphDefinition Starting(string id, string child) => Talk.Begin(id)
        .Child<Talk.Said, Talk.Reply>("child", child, state => new Talk.Said(state.Last), (state, _) => state).End();

    private static async Task OnThreadAsync(EngineFixture engine, NodeContext context, string graph, string thread)
    {
        var request = new RunRequest(graph) { Input = EngineFixture.Json(Talk.Input("b")), Thread = thread, Strategy = MultitaskStrategy.Enqueue };
        var started = await engine.Runs.StartAsync(request, context.Cancellation);
        await engine.Runs.WaitAsync("default", started.Run.Id, context.Cancellation);
    }
}
