using System.Text;
using Baton.Engine.Runs;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class LifecycleStreamTests
{
    [Fact]
    public async Task A_graph_and_the_graphs_inside_it_begin_and_end()
    {
        await using var engine = await EngineFixture.StartStillAsync(Around(Talk.Plain("inner")));

        Assert.Equal(
            [
                """lifecycle {"event":"started","namespace":[]}""",
                """lifecycle|help#1 {"event":"started","namespace":["help#1"]}""",
                """lifecycle|help#1 {"event":"completed","namespace":["help#1"]}""",
                """lifecycle {"event":"completed","namespace":[]}""",
            ],
            await FramesAsync(engine, subgraphs: true));
    }

    [Fact]
    public async Task Graphs_inside_are_shown_only_to_who_asks_for_them()
    {
        await using var engine = await EngineFixture.StartStillAsync(Around(Talk.Plain("inner")));

        Assert.Equal(2, (await FramesAsync(engine, subgraphs: false)).Count);
    }

    [Fact]
    public async Task A_failure_is_shown_where_it_happened_and_around_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Around(Talk.Begin("inner").Function("break", (_, _) => throw new PermanentException("broken")).End()));

        var frames = await FramesAsync(engine, subgraphs: true);

        Assert.Equal(
            [
                $$"""lifecycle|help#1 {"event":"failed","namespace":["help#1"],"error":"{{ErrorCodes.Permanent}} broken"}""",
                $$"""lifecycle {"event":"failed","namespace":[],"error":"{{ErrorCodes.Permanent}} broken"}""",
            ],
            frames[^2..]);
    }

    [Fact]
    public async Task A_question_interrupts_the_graph_that_asks_and_those_around_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Around(Talk.Asking("inner")));

        var frames = await FramesAsync(engine, subgraphs: true);

        Assert.Equal(
            ["""lifecycle|help#1 {"event":"interrupted","namespace":["help#1"]}""", """lifecycle {"event":"interrupted","namespace":[]}"""],
            frames[^2..]);
    }

    private static async Task<List<string>> FramesAsync(EngineFixture engine, bool subgraphs)
    {
        RunResult result = await engine.RunAsync("talk", Talk.Input("a"));
        var frames = await engine.FramesAsync(result.Run.Id, new StreamRequest(StreamModes.Lifecycle) { Subgraphs = subgraphs });
        return [.. frames.Where(frame => frame.Event.StartsWith("lifecycle", StringComparison.Ordinal)).Select(frame => $"{frame.Event} {Encoding.UTF8.GetString(frame.Data.Span)}")];
    }

    private static GraphDefinition Around(GraphDefinition inner) => Talk.Begin()
        .Graph<Talk.Said, Talk.Reply>("help", inner, _ => new Talk.Said("x"), (state, _) => state)
        .End();
}
