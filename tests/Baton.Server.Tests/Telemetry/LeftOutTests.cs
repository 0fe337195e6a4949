using System.Diagnostics;
using System.Text;
using Baton.Engine.Telemetry;
using Baton.Graphs;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Telemetry;

/// <summary>Runs in traces that are left out by their id.</summary>
[Collection(AloneCollection.Name)]
public sealed class LeftOutTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task A_run_whose_trace_is_left_out_takes_it_up_in_effects_and_hands_it_on()
    {
        var seen = new List<string>();
        using var share = TraceShares.Add(_ => false);
        using var listening = new Recording(ActivitySamplingResult.PropagationData);
        await using var server = await RealServer.StartAsync(baton => baton.AddGraph(Parent(seen)).AddGraph(Child(seen)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/runs/wait")
        {
            Content = new StringContent("""{"assistant_id":"parent","input":{"text":"hello"}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-00");

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(["parent: none", $"parent's effect: {Trace}", "child: none", $"child's effect: {Trace}"], seen);
        Assert.DoesNotContain(listening.Ended, span => span.OperationName.StartsWith(TelemetryNames.InvokeWorkflow, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_one_of_several_takes_a_trace_its_spans_are_begun()
    {
        using var one = TraceShares.Add(_ => false);
        using var other = TraceShares.Add(_ => true);
        using var listening = new Recording();
        await using var server = await RealServer.StartAsync(baton => baton.AddGraph(Child([])));
        using var content = new StringContent("""{"assistant_id":"child","input":{"text":"hello"}}""", Encoding.UTF8, "application/json");

        using var response = await server.Client.PostAsync("/runs/wait", content, TestContext.Current.CancellationToken);

        Assert.Contains(listening.Ended, span => span.OperationName.StartsWith(TelemetryNames.InvokeWorkflow, StringComparison.Ordinal));
    }

    private static GraphDefinition Parent(List<string> seen) => Graph.Define<Ask, State, Ask>("parent", 1)
        .Start(ask => new State(ask.Text))
        .Function("look", (state, context) => LookAsync("parent", state, context, seen))
        .Child<Ask, Ask>("below", "child", state => new Ask(state.Text), (state, answer) => state)
        .Return(state => new Ask(state.Text));

    private static GraphDefinition Child(List<string> seen) => Graph.Define<Ask, State, Ask>("child", 1)
        .Start(ask => new State(ask.Text))
        .Function("look", (state, context) => LookAsync("child", state, context, seen))
        .Return(state => new Ask(state.Text));

    private static async ValueTask<State> LookAsync(string who, State state, NodeContext context, List<string> seen)
    {
        seen.Add($"{who}: {Current()}");
        await context.EffectAsync("call", _ =>
        {
            seen.Add($"{who}'s effect: {Current()}");
            return ValueTask.FromResult("done");
        });
        return state;
    }

    private static string Current() => Activity.Current?.TraceId.ToString() ?? "none";

    public sealed record Ask(string Text);

    public sealed record State(string Text);
}
