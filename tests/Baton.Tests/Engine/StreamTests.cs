using System.Text;
using Baton.Engine.Streaming;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class StreamTests
{
    private const StreamModes Everything = StreamModes.Values | StreamModes.Updates | StreamModes.Custom | StreamModes.Tasks | StreamModes.Checkpoints | StreamModes.Debug | StreamModes.Events | StreamModes.Lifecycle | StreamModes.Tools;

    [Theory]
    [InlineData(StreamModes.None)]
    [InlineData(StreamModes.Values)]
    [InlineData(StreamModes.Updates)]
    [InlineData(StreamModes.Custom)]
    [InlineData(StreamModes.Tasks)]
    [InlineData(StreamModes.Checkpoints)]
    [InlineData(StreamModes.Debug)]
    [InlineData(StreamModes.Events)]
    [InlineData(StreamModes.Lifecycle)]
    [InlineData(Everything)]
    public async Task What_is_streamed_live_is_what_is_replayed(StreamModes modes)
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Busy(gate));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"), "t");
        await gate.ArrivalAsync();
        var live = engine.FramesAsync(run, new StreamRequest(modes) { Subgraphs = true });
        gate.Open();

        var replayed = await engine.FramesAsync(run, new StreamRequest(modes) { Subgraphs = true });

        Assert.Equal(Shown(replayed), Shown(await live));
        Assert.True(replayed.Count >= (modes == StreamModes.None ? 2 : 3), $"Only {replayed.Count} frames.");
    }

    [Fact]
    public async Task Ids_are_unique_and_rise()
    {
        await using var engine = await EngineFixture.StartStillAsync(Busy(Opened()));
        var run = (await engine.RunAsync("talk", Talk.Input("a"), "t")).Run.Id;

        var frames = await engine.FramesAsync(run, new StreamRequest(Everything | StreamModes.Messages | StreamModes.MessagesTuple) { Subgraphs = true });

        var ids = frames.Where(frame => frame.Id is not null).Select(frame => frame.Id!.Split('.').Select(int.Parse).ToArray()).Select(parts => (parts[0], parts.ElementAtOrDefault(1))).ToList();
        Assert.Equal(ids.Order().Distinct(), ids);
        Assert.Equal(["metadata", "end"], frames.Where(frame => frame.Id is null).Select(frame => frame.Event));
    }

    [Fact]
    public async Task A_reader_who_comes_back_gets_exactly_the_rest_at_every_id()
    {
        await using var engine = await EngineFixture.StartStillAsync(Busy(Opened()));
        var run = (await engine.RunAsync("talk", Talk.Input("a"), "t")).Run.Id;
        var request = new StreamRequest(Everything | StreamModes.Messages | StreamModes.MessagesTuple) { Subgraphs = true };
        var all = Shown(await engine.FramesAsync(run, request));

        for (var at = 1; at < all.Count - 1; at++)
        {
            var rest = Shown(await engine.FramesAsync(run, request with { LastEventId = all[at].Id }));
            Assert.Equal(all.Skip(at + 1), rest.Skip(1));
        }

        Assert.Equal(all, Shown(await engine.FramesAsync(run, request with { LastEventId = "-1" })));
    }

    [Fact]
    public async Task A_reader_who_comes_back_after_a_restart_gets_exactly_the_rest()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var waiting = await engine.RunAsync("talk", Talk.Input("a"), "t");
        var before = await engine.FramesAsync(waiting.Run.Id, new StreamRequest(Everything));
        await engine.Host.CrashAsync();
        await engine.AnswerAsync(waiting, new { ok = true });

        var rest = await engine.FramesAsync(waiting.Run.Id, new StreamRequest(Everything) { LastEventId = before[^2].Id });
        var all = await engine.FramesAsync(waiting.Run.Id, new StreamRequest(Everything));

        Assert.Equal(Shown(all).Skip(before.Count - 1), Shown(rest).Skip(1));
    }

    [Fact]
    public async Task A_stream_of_a_parent_goes_on_until_its_end()
    {
        await using var engine = await EngineFixture.StartStillAsync(
            Talk.Plain("child"),
            Talk.Begin().Child<Talk.Said, Talk.Reply>("call", "child", state => new Talk.Said("inner"), (state, reply) => state with { Lines = state.Lines.Add(reply.Text) }).End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"), "t");

        var frames = await engine.FramesAsync(run, new StreamRequest(StreamModes.Values));

        Assert.Contains("\"status\":\"success\"", Encoding.UTF8.GetString(frames[^1].Data.Span), StringComparison.Ordinal);
    }

    internal static List<(string? Id, string Event, string Data)> Shown(IEnumerable<Frame> frames) =>
        [.. frames.Select(frame => (frame.Id, frame.Event, Encoding.UTF8.GetString(frame.Data.Span)))];

    private static Gate Opened()
    {
        var gate = new Gate();
        gate.Open();
        return gate;
    }

    /// <summary>Every kind of entry that makes frames: steps, inline steps, routes, custom, failures, questions with a default, messages.</summary>
    private static GraphDefinition Busy(Gate gate) => Talk.Begin()
        .Function("hold", async (state, context) => state with { Answer = await context.EffectAsync("hold", call => gate.PassAsync("hold", call.Cancellation)) })
        .Function("custom", (state, context) =>
        {
            context.Emit(new { progress = 50 });
            return new ValueTask<Talk.State>(state);
        })
        .Function("speak", async (state, context) =>
        {
            var said = await context.EffectAsync("model", _ => new ValueTask<Spoken>(new Spoken("hello there")), new EffectOptions { Kind = EffectKind.Model });
            return state with { Lines = state.Lines.Add(said.Text) };
        })
        .Graph<Talk.Said, Talk.Reply>("inner", Talk.Plain("inner"), state => new Talk.Said("x"), (state, reply) => state with { Lines = state.Lines.Add(reply.Text) })
        .Function("break", (_, _) => throw new Baton.Errors.PermanentException("broken"), next: "route")
        .Function("repair", state => state with { Lines = state.Lines.Add("repaired") })
        .Route("route", state => state.Turns, to => to.When(1, "last").Otherwise(Graph.End))
        .Function("last", state => state with { Lines = state.Lines.Add("last") })
        .OnError("break", "repair")
        .End();

    internal sealed record Spoken(string Text);
}
