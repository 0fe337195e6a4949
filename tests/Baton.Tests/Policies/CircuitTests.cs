using System.Text.Json;
using Baton.Engine.Circuits;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Policies;
using Baton.Tests.Agents;
using Baton.Tests.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Policies;

/// <summary>Circuits of models and tools, shared by all runs of a server.</summary>
public sealed class CircuitTests
{
    private static readonly (string, string)[] Quick = [("Agents:Circuit:min_calls", "2"), ("Agents:Circuit:break", "20s")];

    [Fact]
    public async Task Failures_of_one_run_open_the_circuit_for_the_others_which_wait_and_lose_no_try()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 1 }", settings: Quick);
        await desk.FirstFails(2).RunAsync();
        Assert.Equal((CircuitKind.Model, "default", CircuitState.Open), Shown(Assert.Single(desk.Circuits)));

        var run = await desk.Engine.StartRunAsync("desk", Talk.Input("hi"));
        await desk.Engine.UntilAsync(run, RunStatus.Sleeping);
        Assert.Equal(2, desk.First.Requests.Count);
        var result = await desk.FirstFails().FirstSays("back").FinishAsync(run);

        // Held, then a try that fails and opens it again, held again, then the second of its two tries.
        Assert.Equal("hi back", Talk.Text(result));
        var calls = await desk.CallsAsync(result);
        Assert.Equal($"model default: {ErrorCodes.CircuitOpen} try 1 held later", calls[0]);
        Assert.Equal($"model default: {ErrorCodes.Transient} try 1 later", calls.First(call => !call.Contains("held", StringComparison.Ordinal)));
        Assert.Contains($"model default: {ErrorCodes.CircuitOpen} try 2 held later", calls);
        Assert.Equal("model default: done", calls[^1]);
        Assert.Equal(CircuitState.Closed, Assert.Single(desk.Circuits).State);
        Assert.Empty(await desk.ReplayedAsync(result));
    }

    [Fact]
    public async Task A_call_that_was_held_back_costs_nothing()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 1 }", settings: Quick);
        await desk.FirstFails(2).RunAsync();

        var result = await desk.FirstSays("back").RunAsync();

        Assert.Equal([$"model default: {ErrorCodes.CircuitOpen} try 1 held later", "model default: done"], await desk.CallsAsync(result));
        Assert.Equal(Spending.None, (await desk.Engine.JournalAsync(result.Run.Id)).OfType<EffectFailed>().Single().Spent);
        Assert.Equal(new Spending(1_200, PolicyDesk.CostOfFirst, 1), await desk.SpentAsync(result));
    }

    [Fact]
    public async Task What_a_model_says_after_its_call_was_held_back_streams_as_it_comes()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 1 }", settings: Quick);
        await desk.FirstFails(2).RunAsync();
        var go = new TaskCompletionSource();
        desk.First.Next(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            foreach (var (index, line) in Wire.OpenAIText(["one ", "two"]).Index())
            {
                // Nothing more is said until the first word was seen.
                if (index == 1) await go.Task.WaitAsync(EngineFixture.Patience, TestContext.Current.CancellationToken);
                await http.Response.WriteAsync(line + "\n\n", TestContext.Current.CancellationToken);
                await http.Response.Body.FlushAsync(TestContext.Current.CancellationToken);
            }
        });
        var run = await desk.Engine.StartRunAsync("desk", Talk.Input("hi"));
        await desk.Engine.UntilAsync(run, RunStatus.Sleeping);

        var seen = new List<string>();
        await foreach (var frame in desk.Engine.Runs.StreamAsync("default", run, new StreamRequest(StreamModes.MessagesTuple), TestContext.Current.CancellationToken))
        {
            if (frame.Event == "metadata") desk.Pass(21);
            if (frame.Event != "messages") continue;
            seen.Add(JsonSerializer.Deserialize<JsonElement>(frame.Data.Span)[0].GetProperty("content").GetString()!);
            go.TrySetResult();
        }

        Assert.Equal("one ", seen[0]);
        Assert.Equal("one two", string.Concat(seen));
    }

    [Fact]
    public async Task While_one_call_tries_the_others_wait()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 1 }", settings: Quick);
        await desk.FirstFails(2).RunAsync();
        var (arrived, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        desk.First.Next(async http =>
        {
            arrived.SetResult();
            await answer.Task;
            http.Response.StatusCode = 400;
        });
        desk.Pass(21);
        var probe = await desk.Engine.StartRunAsync("desk", Talk.Input("probe"));
        await arrived.Task.WaitAsync(EngineFixture.Patience, TestContext.Current.CancellationToken);

        var other = await desk.Engine.StartRunAsync("desk", Talk.Input("hi"));
        await desk.Engine.UntilAsync(other, RunStatus.Sleeping);
        Assert.Equal(CircuitState.HalfOpen, Assert.Single(desk.Circuits).State);
        Assert.Equal(3, desk.First.Requests.Count);
        desk.FirstSays("back");
        answer.SetResult();
        await desk.Engine.WaitAsync(probe);

        Assert.Equal("hi back", Talk.Text(await desk.FinishAsync(other)));
    }

    [Fact]
    public async Task Where_there_is_another_model_nobody_waits_for_a_circuit()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 1, failover: [second] }", settings: Quick);
        await desk.FirstFails(2).SecondSays("one").RunAsync();

        var run = await desk.SecondSays("two").Engine.StartRunAsync("desk", Talk.Input("hi"));
        var result = await desk.Engine.WaitAsync(run);

        Assert.Equal([$"model default: {ErrorCodes.CircuitOpen} try 1 held", "model.second second: done"], await desk.CallsAsync(result));
        Assert.Equal(new Spending(1_200, PolicyDesk.CostOfSecond, 1), await desk.SpentAsync(result));
        Assert.Equal(2, desk.First.Requests.Count);
    }

    [Fact]
    public async Task Who_allows_no_retry_does_not_wait_for_a_circuit()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 0 }", settings: Quick);
        await desk.FirstFails().RunAsync();
        await desk.FirstFails().RunAsync();

        var result = await desk.RunAsync();

        Assert.Equal(ErrorCodes.CircuitOpen, result.Error!.Code);
        Assert.Equal(2, desk.First.Requests.Count);
    }

    [Fact]
    public async Task A_circuit_stays_open_for_as_long_as_the_other_side_asked()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 0 }", settings: Quick);
        await desk.FirstFails().RunAsync();
        desk.First.NextStatus(429, "{}", ("Retry-After", "300"));
        await desk.RunAsync();

        Assert.InRange((Assert.Single(desk.Circuits).OpenUntil!.Value - desk.Engine.Clock.GetUtcNow()).TotalSeconds, 290, 300);
    }

    [Fact]
    public async Task Requests_that_are_refused_as_wrong_open_no_circuit()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 0 }", settings: Quick);
        for (var run = 0; run < 4; run++) await desk.FirstFails(1, 400).RunAsync();

        Assert.Equal(4, desk.First.Requests.Count);
        Assert.Equal(CircuitState.Closed, Assert.Single(desk.Circuits).State);
    }

    [Fact]
    public async Task Circuits_can_be_switched_off()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 0 }", settings: [.. Quick, ("Agents:Circuit:enabled", "false")]);
        for (var run = 0; run < 4; run++) await desk.FirstFails().RunAsync();

        Assert.Equal(4, desk.First.Requests.Count);
    }

    [Fact]
    public async Task A_tool_whose_circuit_is_open_is_waited_for()
    {
        var calls = 0;
        await using var desk = await PolicyDesk.StartAsync("tools: [look_up]", WithTool(() => ++calls <= 3 ? throw new TransientException("Busy.") : "found"), settings: Quick);

        var result = await Asks(desk).FirstSays("ok").RunAsync();

        // Two failures open it; after the break the third try fails and the model is told.
        var tools = (await desk.CallsAsync(result)).Where(call => call.StartsWith("tool", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, calls);
        Assert.Equal(
            [$"tool.1.0.look_up: {ErrorCodes.Transient} try 1 later", $"tool.1.0.look_up: {ErrorCodes.Transient} try 2 later", $"tool.1.0.look_up: {ErrorCodes.CircuitOpen} try 3 held later", "tool.1.0.look_up: done"],
            tools);
        Assert.Contains("the tool failed", desk.First.Requests.Last().Body.GetRawText(), StringComparison.Ordinal);
        Assert.Contains((CircuitKind.Tool, "look_up", CircuitState.Open), desk.Circuits.Select(Shown));
    }

    [Fact]
    public async Task The_model_is_told_of_an_open_circuit_where_a_tool_has_no_retries()
    {
        var calls = 0;
        await using var desk = await PolicyDesk.StartAsync(
            "tools: [look_up]", WithTool(() => ++calls > 0 ? throw new TransientException("Busy.") : "", RetryPolicy.None), settings: Quick);
        await Asks(desk).FirstSays("one").RunAsync();
        await Asks(desk).FirstSays("two").RunAsync();

        var result = await Asks(desk).FirstSays("three").RunAsync();

        Assert.Equal(2, calls);
        Assert.Contains("not available at present", desk.First.Requests.Last().Body.GetRawText(), StringComparison.Ordinal);
        Assert.Contains($"tool.1.0.look_up: {ErrorCodes.CircuitOpen} try 1 held", await desk.CallsAsync(result));
        Assert.Equal(new Spending(2_400, 2 * PolicyDesk.CostOfFirst, 2), await desk.SpentAsync(result));
    }

    private static Action<Baton.Engine.Hosting.BatonBuilder, string> WithTool(Func<string> tool, RetryPolicy? retry = null) =>
        (baton, _) => baton.AddTool("look_up", tool, new() { Retry = retry });

    private static PolicyDesk Asks(PolicyDesk desk)
    {
        desk.First.NextStream(Wire.OpenAITools(("t1", "look_up", ["{}"])));
        return desk;
    }

    private static (CircuitKind, string, CircuitState) Shown(CircuitStatus circuit) => (circuit.Kind, circuit.Name, circuit.State);
}
