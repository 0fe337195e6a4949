using System.Text;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class OtherServersTests : IAsyncDisposable
{
    private readonly SharedStore _store = new();
    private readonly Gate _gate = new();

    [Fact]
    public async Task A_run_is_waited_for_on_another_server_than_its_own()
    {
        await using var one = await ServerAsync(Talk.Held(_gate));
        await using var two = await ServerAsync(Talk.Held(_gate));
        var run = await one.StartRunAsync("talk", Talk.Input("a"));
        await _gate.ArrivalAsync();

        var waiting = two.WaitAsync(run);
        _gate.Open();

        Assert.Equal("a passed a", Talk.Text(await waiting));
    }

    [Fact]
    public async Task A_run_is_streamed_on_another_server_with_the_same_frames()
    {
        await using var one = await ServerAsync(Talk.Held(_gate));
        await using var two = await ServerAsync(Talk.Held(_gate));
        var run = await one.StartRunAsync("talk", Talk.Input("a"));
        await _gate.ArrivalAsync();
        var request = new StreamRequest(StreamModes.Updates | StreamModes.Values);

        var there = two.FramesAsync(run, request);
        _gate.Open();

        Assert.Equal((await one.FramesAsync(run, request)).Select(frame => (frame.Id, frame.Event)), (await there).Select(frame => (frame.Id, frame.Event)));
    }

    [Fact]
    public async Task Running_text_is_seen_on_another_server_before_its_message_is_recorded()
    {
        await using var one = await ServerAsync(Speaking());
        await using var two = await ServerAsync(Speaking());
        var run = await one.StartRunAsync("talk", Talk.Input("a"));
        await _gate.ArrivalAsync();
        using var limit = new CancellationTokenSource(EngineFixture.Patience);
        await using var frames = two.Runs.StreamAsync("default", run, new StreamRequest(StreamModes.MessagesTuple), limit.Token).GetAsyncEnumerator(limit.Token);

        while (await frames.MoveNextAsync() && frames.Current.Event != "messages")
        {
        }

        Assert.Equal("3.c5", frames.Current.Id);
        _gate.Open();
        var rest = new List<Frame>();
        while (await frames.MoveNextAsync()) rest.Add(frames.Current);
        Assert.Contains("Ada", Encoding.UTF8.GetString(Assert.Single(rest, frame => frame.Event == "messages").Data.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_text_of_a_call_that_is_over_is_not_kept()
    {
        await using var one = await ServerAsync(Speaking());
        await using var two = await ServerAsync(Speaking());
        var run = await one.StartRunAsync("talk", Talk.Input("a"));
        await _gate.ArrivalAsync();
        var waiting = two.WaitAsync(run);
        await UntilAsync(() => _store.Texts.Count == 1);

        _gate.Open();
        await waiting;

        await UntilAsync(() => _store.Texts.Count == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancel_on_another_server_reaches_the_running_call_also_where_its_hint_is_lost(bool isDeaf)
    {
        await using var one = await ServerAsync(Talk.Held(_gate));
        await using var two = await ServerAsync(Talk.Held(_gate));
        _store.IsDeaf = isDeaf;
        var run = await one.StartRunAsync("talk", Talk.Input("a"));
        await _gate.ArrivalAsync();

        Assert.Equal(SendOutcome.Delivered, await two.CancelAsync(run));

        Assert.Equal(RunStatus.Cancelled, (await two.WaitAsync(run)).Run.Status);
    }

    [Fact]
    public async Task A_run_for_which_one_server_has_no_place_is_executed_by_another()
    {
        await using var one = await ServerAsync(Talk.Held(_gate), options => options.PoolConcurrency = 1);
        await one.StartRunAsync("talk", Talk.Input("first"));
        await _gate.ArrivalAsync();
        await using var two = await ServerAsync(Talk.Held(_gate));

        await one.StartRunAsync("talk", Talk.Input("second"));
        await _gate.ArrivalAsync();

        Assert.Equal(["first", "second"], _gate.Came);
        _gate.Open();
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<EngineFixture> ServerAsync(GraphDefinition graph, Action<EngineOptions>? configure = null)
    {
        var before = _store.Listeners;
        var server = await EngineFixture.StartAsync(_store, TimeProvider.System, configure, graph);
        await UntilAsync(() => _store.Listeners > before);
        return server;
    }

    private GraphDefinition Speaking() => Talk.Begin()
        .Function("speak", async (state, context) => state with
        {
            Lines = state.Lines.Add((await context.EffectAsync(
                "speak",
                async call =>
                {
                    call.Delta("Dear ");
                    await _gate.PassAsync("speak", call.Cancellation);
                    return new { text = "Dear Ada" };
                },
                new EffectOptions { Kind = EffectKind.Model })).text),
        })
        .End();

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(EngineFixture.Patience);
        while (!condition()) await Task.Delay(2, limit.Token);
    }
}
