using System.Text;
using System.Text.Json;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine;

public sealed class ToolStreamTests
{
    [Fact]
    public async Task A_tool_call_is_shown_when_it_begins_and_when_it_ends_with_what_the_model_gave_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Calling(_ => new ValueTask<Told>(new Told("two parcels", false))));

        Assert.Equal(
            [
                """{"event":"on_tool_start","toolCallId":"c1","name":"look_up","input":{"id":7}}""",
                """{"event":"on_tool_end","toolCallId":"c1","name":"look_up","output":"two parcels"}""",
            ],
            await ToolsAsync(engine));
    }

    [Fact]
    public async Task A_tool_that_told_the_model_of_its_failure_is_shown_as_failed()
    {
        await using var engine = await EngineFixture.StartStillAsync(Calling(_ => new ValueTask<Told>(new Told("no such parcel", true))));

        Assert.Equal("""{"event":"on_tool_error","toolCallId":"c1","name":"look_up","error":"no such parcel"}""", (await ToolsAsync(engine))[^1]);
    }

    [Fact]
    public async Task A_tool_whose_call_failed_for_good_is_shown_as_failed_once()
    {
        await using var engine = await EngineFixture.StartStillAsync(Calling(_ => throw new TransientException("line is dead")));

        var frames = await ToolsAsync(engine);

        Assert.Equal(2, frames.Count);
        Assert.Equal("""{"event":"on_tool_error","toolCallId":"c1","name":"look_up","error":"line is dead"}""", frames[^1]);
    }

    [Fact]
    public async Task A_tool_effect_that_no_model_asked_for_has_an_id_of_its_own()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("call", async (state, context) => state with { Answer = await context.EffectAsync("ring", _ => new ValueTask<string>("rang"), new EffectOptions { Kind = EffectKind.Tool }) })
            .End());

        Assert.Equal(
            [
                """{"event":"on_tool_start","toolCallId":"call#1:ring.1","name":"ring","input":null}""",
                """{"event":"on_tool_end","toolCallId":"call#1:ring.1","name":"ring","output":"rang"}""",
            ],
            await ToolsAsync(engine));
    }

    [Fact]
    public async Task Whoever_does_not_ask_for_tools_is_not_shown_them()
    {
        await using var engine = await EngineFixture.StartStillAsync(Calling(_ => new ValueTask<Told>(new Told("x", false))));
        var run = (await engine.RunAsync("talk", Talk.Input("a"))).Run.Id;

        Assert.DoesNotContain(await engine.FramesAsync(run, new StreamRequest(StreamModes.Values | StreamModes.Lifecycle)), frame => frame.Event == "tools");
    }

    private static async Task<List<string>> ToolsAsync(EngineFixture engine)
    {
        var run = (await engine.RunAsync("talk", Talk.Input("a"))).Run.Id;
        var frames = await engine.FramesAsync(run, new StreamRequest(StreamModes.Tools));
        return [.. frames.Where(frame => frame.Event == "tools").Select(frame => Encoding.UTF8.GetString(frame.Data.Span))];
    }

    /// <summary>A model that asks for a tool, and the tool, as an agent's loop journals them.</summary>
    private static GraphDefinition Calling(Func<EffectCall, ValueTask<Told>> tool) => Talk.Begin()
        .Function("call", async (state, context) =>
        {
            await context.EffectAsync("model.1", _ => new ValueTask<Asked>(new Asked("", [new Call("c1", "look_up", new { id = 7 })])), new EffectOptions { Kind = EffectKind.Model });
            var request = JsonSerializer.SerializeToElement(new { tool = "look_up", call_id = "c1" });
            var told = await context.EffectAsync("tool.1.0.look_up", tool, new EffectOptions { Kind = EffectKind.Tool, Request = request, Retry = new RetryPolicy(2, TimeSpan.Zero, 1, TimeSpan.Zero, 0) });
            return state with { Answer = told.Content };
        })
        .End();

    internal sealed record Call(string Id, string Name, object Args);

    internal sealed record Asked(string Text, IReadOnlyList<Call> ToolCalls);

    internal sealed record Told(string Content, bool IsError);
}
