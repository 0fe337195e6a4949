using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Tests.Agents;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Policies;

/// <summary>Another model of the catalogue takes over where the agent's own fails.</summary>
public sealed class FailoverTests
{
    private const string Keys = "policies: { retries: 1, failover: [second] }";

    [Fact]
    public async Task When_the_tries_are_spent_the_next_model_answers_at_its_own_prices()
    {
        await using var desk = await PolicyDesk.StartAsync(Keys);

        var result = await desk.FirstFails(2).SecondSays("Good ", "day").RunAsync();

        Assert.Equal("hi Good day", Talk.Text(result));
        Assert.Equal([$"model default: {ErrorCodes.Transient} try 1 later", $"model default: {ErrorCodes.Transient} try 2", "model.second second: done"], await desk.CallsAsync(result));
        var (records, events) = await desk.RecordedAsync(result);
        Assert.Equal([$$"""record.policy.failover.default {"agent":"helper","from":"default","to":"second","code":"{{ErrorCodes.Transient}}"}"""], records);
        Assert.Equal([$$"""{"policy":"failover","agent":"helper","from":"default","to":"second","code":"{{ErrorCodes.Transient}}"}"""], events);
        var answer = (await desk.Engine.JournalAsync(result.Run.Id)).OfType<EffectCompleted>().Single().Result;
        Assert.Equal(("default", PolicyDesk.CostOfSecond), (answer.GetProperty("failover_from").GetString(), answer.GetProperty("cost_usd").GetDecimal()));
        Assert.Equal(new Spending(1_200, PolicyDesk.CostOfSecond, 3), await desk.SpentAsync(result));
        Assert.Empty(await desk.ReplayedAsync(result));
    }

    [Fact]
    public async Task A_failure_that_no_retry_cures_fails_over_at_once()
    {
        await using var desk = await PolicyDesk.StartAsync(Keys);

        var result = await desk.FirstFails(1, 401).SecondSays("ok").RunAsync();

        Assert.Equal([$"model default: {ErrorCodes.Permanent} try 1", "model.second second: done"], await desk.CallsAsync(result));
    }

    [Fact]
    public async Task A_visit_stays_with_the_model_that_it_failed_over_to()
    {
        await using var desk = await PolicyDesk.StartAsync(Keys + "\ntools: [look_up]", (baton, _) => baton.AddTool("look_up", () => "found"));
        desk.Second.NextStream(Wire.AnthropicTools(("t1", "look_up", ["{}"])));

        var result = await desk.FirstFails(2).SecondSays("ok").RunAsync();

        Assert.Equal(["model.second second: done", "tool.1.0.look_up: done", "model.second second: done"], (await desk.CallsAsync(result))[2..]);
        Assert.Equal(2, desk.First.Requests.Count);
    }

    [Fact]
    public async Task Once_text_was_shown_no_other_model_takes_over()
    {
        await using var desk = await PolicyDesk.StartAsync(Keys);
        desk.First.NextStream(Wire.OpenAIText(["Half ", "an"], end: false));

        var result = await desk.FirstFails().SecondSays("never").RunAsync();

        Assert.Equal((RunStatus.Error, ErrorCodes.Transient), (result.Run.Status, result.Error!.Code));
        Assert.Empty(desk.Second.Requests);
        Assert.Contains((await desk.Engine.JournalAsync(result.Run.Id)).OfType<EffectFailed>(), failed => failed.Partial == "Half an");
    }

    [Fact]
    public async Task Text_that_was_held_back_for_a_guardrail_was_not_shown()
    {
        await using var desk = await PolicyDesk.StartAsync(Keys + "\nguardrails: [no_pii_in_output]");
        desk.First.NextStream(Wire.OpenAIText(["Half ", "an"], end: false));

        Assert.Equal("hi whole", Talk.Text(await desk.FirstFails().SecondSays("whole").RunAsync()));
    }

    [Fact]
    public async Task What_a_provider_withholds_is_not_asked_for_elsewhere()
    {
        await using var desk = await PolicyDesk.StartAsync(Keys);
        desk.First.NextStream([
            """data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant"},"finish_reason":"content_filter"}]}""",
            "data: [DONE]",
        ]);

        var result = await desk.RunAsync();

        Assert.Equal(ErrorCodes.AnswerWithheld, result.Error!.Code);
        Assert.Empty(desk.Second.Requests);
    }

    [Fact]
    public async Task A_wait_longer_than_the_agents_own_is_not_slept_for_while_there_is_another_model()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 5, max_backoff: 10s, failover: [second] }");
        desk.First.NextStatus(429, "{}", ("Retry-After", "600"));

        var result = await desk.SecondSays("ok").RunAsync();

        Assert.Equal([$"model default: {ErrorCodes.Transient} try 1", "model.second second: done"], await desk.CallsAsync(result));
    }

    [Fact]
    public async Task After_a_crash_the_model_that_failed_is_not_asked_again()
    {
        await using var desk = await PolicyDesk.StartAsync(Keys);
        var arrived = new TaskCompletionSource();
        desk.Second.Next(async http =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        desk.FirstFails(2).SecondSays("ok");
        var run = await desk.Engine.StartRunAsync("desk", Talk.Input("hi"));
        await desk.Engine.Host.UntilAsync(run, row => row.Status == RunStatus.Sleeping);
        desk.Pass(5);
        await arrived.Task.WaitAsync(EngineFixture.Patience, TestContext.Current.CancellationToken);

        await desk.Engine.Host.CrashAsync();
        var result = await desk.FinishAsync(run);

        Assert.Equal("hi ok", Talk.Text(result));
        Assert.Equal((2, 2), (desk.First.Requests.Count, desk.Second.Requests.Count));
        Assert.Single((await desk.RecordedAsync(result)).Events);
    }

    [Fact]
    public async Task A_node_that_is_tried_again_does_not_ask_anew_what_another_model_has_answered()
    {
        var graph = Talk.Begin("desk").Agent<string>(
            "help", "helper", state => state.Last, (state, answer) => state with { Lines = state.Lines.Add(answer) }, policy: new(Retry: new(2, TimeSpan.FromSeconds(1), 1, TimeSpan.FromSeconds(1), 0))).End();
        await using var desk = await PolicyDesk.StartAsync(
            "policies: { retries: 0, failover: [second] }\ntools: [look_up]", (baton, _) => baton.AddTool("look_up", () => "found"), graph);
        desk.FirstFails().Second.NextStream(Wire.AnthropicTools(("t1", "look_up", ["{}"]))).NextStatus(500, "{}");

        var result = await desk.SecondSays("ok").RunAsync();

        Assert.Equal("hi ok", Talk.Text(result));
        Assert.Single(desk.First.Requests);
    }
}
