using Baton.Engine.Runs;
using Baton.Engine.Streaming;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class RunTests
{
    public sealed record Ask(string Name);

    public sealed record Greeting(string Name, string? Text = null, int Calls = 0);

    public sealed record Reply(string Text);

    private static GraphDefinition Greeter(Func<EffectCall, ValueTask<string>> call) => Graph
        .Define<Ask, Greeting, Reply>("greeter", 1)
        .Start(ask => new Greeting(ask.Name))
        .Function("greet", async (state, context) => state with { Text = await context.EffectAsync("call", call), Calls = state.Calls + 1 })
        .Function("shout", state => state with { Text = state.Text!.ToUpperInvariant() })
        .Return(state => new Reply(state.Text!));

    [Fact]
    public async Task A_run_goes_through_its_nodes_and_gives_its_output()
    {
        await using var engine = await EngineFixture.StartAsync(Greeter(call => new ValueTask<string>($"hello, key {call.Key.Length}")));

        var result = await engine.RunAsync("greeter", new { name = "Ada" });

        Assert.Equal(RunStatus.Success, result.Run.Status);
        Assert.Equal("HELLO, KEY 32", result.Output!.Value.GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_journal_has_no_gaps_and_the_stream_follows_it()
    {
        await using var engine = await EngineFixture.StartAsync(Greeter(_ => new ValueTask<string>("hi")));
        var result = await engine.RunAsync("greeter", new { name = "Ada" });

        var entries = await engine.Store.Runs.ReadAsync(result.Run.Id, 0, 100, TestContext.Current.CancellationToken);
        var frames = await engine.FramesAsync(result.Run.Id, new StreamRequest(StreamModes.Updates | StreamModes.Values));

        Assert.Equal(Enumerable.Range(1, entries.Count), entries.Select(entry => entry.Seq));
        Assert.Equal(["metadata", "values", "updates", "values", "updates", "values", "values", "end"], frames.Select(frame => frame.Event));
    }
}
