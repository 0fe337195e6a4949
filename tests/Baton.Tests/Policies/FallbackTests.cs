using Baton.Agents.Policies;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Policies;

/// <summary>A rule or another agent answers in the place of one that has failed for good.</summary>
public sealed class FallbackTests
{
    private const string Keys = "policies: { retries: 0, fallback: other }";

    [Fact]
    public async Task A_rule_answers_from_the_request_and_is_marked_as_a_fallback()
    {
        FallbackContext? seen = null;
        await using var desk = await PolicyDesk.StartAsync(Keys, WithRule((text, context) =>
        {
            seen = context;
            return $"We will get back to you about '{text}'.";
        }));

        var result = await desk.FirstFails().RunAsync("parcel");

        Assert.Equal("parcel We will get back to you about 'parcel'.", Talk.Text(result));
        Assert.Equal(("helper", ErrorCodes.Transient, result.Run.Id), (seen!.Agent, seen.Code, seen.Run.RunId));
        Assert.Equal([$"model default: {ErrorCodes.Transient} try 1", "fallback.other: done"], await desk.CallsAsync(result));
        var (records, events) = await desk.RecordedAsync(result);
        Assert.StartsWith($$"""record.policy.fallback {"agent":"helper","fallback":"other","code":"{{ErrorCodes.Transient}}","reason":""", Assert.Single(records), StringComparison.Ordinal);
        Assert.Equal([$$"""{"policy":"fallback","agent":"helper","fallback":"other","code":"{{ErrorCodes.Transient}}"}"""], events);
        var answer = (await desk.Engine.JournalAsync(result.Run.Id)).OfType<EffectCompleted>().Single().Result;
        Assert.Equal("helper", answer.GetProperty("fallback_for").GetString());
        Assert.Equal(new Spending(0, 0, 1), await desk.SpentAsync(result));
        Assert.Empty(await desk.ReplayedAsync(result));
    }

    [Fact]
    public async Task A_rule_is_asked_once_whatever_happens_afterwards()
    {
        var asked = 0;
        var graph = Talk.Begin("desk")
            .Agent<string>("help", "helper", state => state.Last, (state, answer) => state with { Lines = state.Lines.Add(answer) })
            .Approval<Talk.Yes>("sure", _ => new Baton.Graphs.Question("sure", null), (state, _) => state)
            .End();
        await using var desk = await PolicyDesk.StartAsync(Keys, WithRule((_, _) => $"answer {++asked}"), graph);
        var waiting = await desk.FirstFails().RunAsync();

        await desk.Engine.Host.CrashAsync();

        Assert.Equal("hi answer 1", Talk.Text(await desk.Engine.AnswerAsync(waiting, new { ok = true })));
    }

    [Fact]
    public async Task Another_agent_answers_with_its_own_model_at_its_own_cost()
    {
        await using var desk = await PolicyDesk.StartAsync(Keys, (_, directory) => PolicyDesk.Write(directory, "other", "model: second"));

        var result = await desk.FirstFails().SecondSays("Plain ", "help").RunAsync();

        Assert.Equal("hi Plain help", Talk.Text(result));
        Assert.Equal([$"model default: {ErrorCodes.Transient} try 1", "fallback.other.model second: done"], await desk.CallsAsync(result));
        var answer = (await desk.Engine.JournalAsync(result.Run.Id)).OfType<EffectCompleted>().Single().Result;
        Assert.Equal(("other", "helper"), (answer.GetProperty("agent").GetString(), answer.GetProperty("fallback_for").GetString()));
        Assert.Equal(new Spending(1_200, PolicyDesk.CostOfSecond, 2), await desk.SpentAsync(result));
        Assert.Empty(await desk.ReplayedAsync(result));
    }

    [Fact]
    public async Task An_answer_that_cannot_be_repaired_is_a_failure_too()
    {
        var graph = Talk.Begin("desk").Agent<Verdict>("help", "helper", state => state.Last, (state, verdict) => state with { Answer = verdict.Kind, Lines = state.Lines.Add(verdict.Kind) }).End();
        await using var desk = await PolicyDesk.StartAsync(
            "output: Verdict\n" + Keys, (baton, _) => baton.AddOutput<Verdict>().AddFallback("other", (_, _) => new Verdict("unknown")), graph);

        Assert.Equal("hi unknown", Talk.Text(await desk.FirstSays("no JSON").FirstSays("nor this").RunAsync()));
    }

    [Fact]
    public async Task What_a_guardrail_blocks_no_fallback_answers()
    {
        await using var desk = await PolicyDesk.StartAsync(Keys + "\nguardrails: [{max_length: {characters: 3}}]", WithRule((_, _) => "never"));

        var result = await desk.RunAsync("too long");

        Assert.Equal((RunStatus.Error, ErrorCodes.GuardrailBlocked), (result.Run.Status, result.Error!.Code));
    }

    [Fact]
    public async Task A_fallback_gets_what_the_agents_guardrails_left()
    {
        await using var desk = await PolicyDesk.StartAsync(Keys + "\nguardrails: [{no_pii_in_output: {at: input}}]", WithRule((text, _) => text));

        Assert.Equal("card 4111111111111111 card [card]", Talk.Text(await desk.FirstFails().RunAsync("card 4111111111111111")));
    }

    [Fact]
    public async Task A_fallback_that_fails_fails_the_node()
    {
        await using var desk = await PolicyDesk.StartAsync(Keys, WithRule((_, _) => throw new PermanentException("No rule fits.")));

        var result = await desk.FirstFails().RunAsync();

        Assert.Equal((ErrorCodes.Permanent, "No rule fits."), (result.Error!.Code, result.Error.Message));
    }

    [Fact]
    public async Task A_cancel_is_not_answered_by_a_fallback()
    {
        await using var desk = await PolicyDesk.StartAsync(Keys, WithRule((_, _) => "never"));
        var arrived = new TaskCompletionSource();
        desk.First.Next(async http =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });
        var run = await desk.Engine.StartRunAsync("desk", Talk.Input("hi"));
        await arrived.Task.WaitAsync(EngineFixture.Patience, TestContext.Current.CancellationToken);

        await desk.Engine.CancelAsync(run);

        Assert.Equal(RunStatus.Cancelled, (await desk.Engine.WaitAsync(run)).Run.Status);
    }

    private static Action<BatonBuilder, string> WithRule(Func<string, FallbackContext, string> rule) =>
        (baton, _) => baton.AddFallback("other", (request, context) => rule(request.Messages[^1].Content, context));

    public sealed record Verdict(string Kind);
}
