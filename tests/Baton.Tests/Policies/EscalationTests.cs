using Baton.Agents.Policies;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Policies;

/// <summary>After so many failed visits in a row on a thread a person decides.</summary>
public sealed class EscalationTests
{
    private const string Thread = "case-1";
    private const string Keys = "policies: { retries: 0, fallback: rule, escalate_after: 2 }";

    [Fact]
    public async Task The_visit_that_makes_it_too_many_asks_a_person_and_says_what_failed()
    {
        await using var desk = await StartAsync();
        Assert.Equal(RunStatus.Success, (await desk.FirstFails().RunAsync("a", Thread)).Run.Status);

        var waiting = await desk.FirstFails().RunAsync("b", Thread);

        Assert.Equal(RunStatus.Waiting, waiting.Run.Status);
        var question = Assert.Single(waiting.Tickets).Value!.Value;
        Assert.Equal(("helper", 2, ErrorCodes.Transient), (question.GetProperty("agent").GetString(), question.GetProperty("failures").GetInt32(), question.GetProperty("code").GetString()));
        Assert.Contains("HTTP 500", question.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal([$"model default: {ErrorCodes.Transient} try 1", "policy.failed: done"], await desk.CallsAsync(waiting));
        var result = await desk.Engine.AnswerAsync(waiting, new { action = "answer", answer = "From a person." });
        Assert.Equal("a by rule b From a person.", Talk.Text(result));
    }

    [Fact]
    public async Task Failures_are_counted_over_crashes_and_each_once()
    {
        await using var desk = await StartAsync();
        await desk.FirstFails().RunAsync("a", Thread);
        await desk.Engine.Host.CrashAsync();
        var waiting = await desk.FirstFails().RunAsync("b", Thread);
        Assert.Equal(RunStatus.Waiting, waiting.Run.Status);
        await desk.Engine.Host.CrashAsync();

        var result = await desk.Engine.AnswerAsync(waiting, new { action = "fallback" });

        Assert.Equal("a by rule b by rule", Talk.Text(result));
        Assert.Equal(2, desk.First.Requests.Count);
        Assert.Equal(2, (await desk.Engine.Store.Records.QueryAsync("default", Failures.Collection, "", 0, 10, TestContext.Current.CancellationToken)).Count);
    }

    [Fact]
    public async Task A_success_in_between_begins_the_row_anew()
    {
        await using var desk = await StartAsync();
        await desk.FirstFails().RunAsync("a", Thread);
        var recovered = await desk.FirstSays("well").RunAsync("b", Thread);
        Assert.Equal(["model default: done", "policy.recovered: done"], await desk.CallsAsync(recovered));

        Assert.Equal(RunStatus.Success, (await desk.FirstFails().RunAsync("c", Thread)).Run.Status);
        Assert.Equal(RunStatus.Waiting, (await desk.FirstFails().RunAsync("d", Thread)).Run.Status);
    }

    [Fact]
    public async Task Failures_are_forgotten_with_their_thread()
    {
        await using var desk = await StartAsync();
        await desk.FirstFails().RunAsync("a", Thread);
        await ThreadNotes.RemoveAsync(desk.Engine.Store, "default", Thread, TestContext.Current.CancellationToken);
        Assert.True(await desk.Engine.Store.Threads.DeleteAsync("default", Thread, TestContext.Current.CancellationToken));

        Assert.Equal(RunStatus.Success, (await desk.FirstFails().RunAsync("b", Thread)).Run.Status);
    }

    [Fact]
    public async Task A_success_after_a_success_writes_nothing()
    {
        await using var desk = await StartAsync();
        await desk.FirstSays("well").RunAsync("a", Thread);

        Assert.Equal(["model default: done"], await desk.CallsAsync(await desk.FirstSays("well").RunAsync("b", Thread)));
    }

    [Fact]
    public async Task Failures_on_other_threads_do_not_count()
    {
        await using var desk = await StartAsync();
        await desk.FirstFails().RunAsync("a", "case-1");

        Assert.Equal(RunStatus.Success, (await desk.FirstFails().RunAsync("a", "case-2")).Run.Status);
    }

    [Fact]
    public async Task Until_it_answers_again_every_further_failure_asks_a_person()
    {
        await using var desk = await StartAsync();
        await desk.FirstFails().RunAsync("a", Thread);
        await desk.Engine.AnswerAsync(await desk.FirstFails().RunAsync("b", Thread), new { action = "fallback" });

        Assert.Equal(RunStatus.Waiting, (await desk.FirstFails().RunAsync("c", Thread)).Run.Status);
    }

    [Fact]
    public async Task A_person_may_have_the_agent_asked_again()
    {
        await using var desk = await StartAsync();
        await desk.FirstFails().RunAsync("a", Thread);
        var waiting = await desk.FirstFails().RunAsync("b", Thread);

        desk.FirstFails();
        Assert.Equal(RunStatus.Waiting, (await desk.Engine.AnswerAsync(waiting, new { action = "retry" })).Run.Status);
        var result = await desk.FirstSays("well").Engine.AnswerAsync(await desk.Engine.WaitAsync(waiting.Run.Id), new { action = "retry" });

        Assert.Equal("a by rule b well", Talk.Text(result));
        Assert.Empty(await desk.ReplayedAsync(result));
        Assert.Equal([$"retry.1.model default: {ErrorCodes.Transient} try 1", "retry.2.model default: done", "policy.recovered: done"], (await desk.CallsAsync(result))[2..]);
    }

    [Fact]
    public async Task An_answer_of_another_form_is_asked_for_again()
    {
        await using var desk = await StartAsync();
        await desk.FirstFails().RunAsync("a", Thread);
        var waiting = await desk.FirstFails().RunAsync("b", Thread);

        var again = await desk.Engine.AnswerAsync(waiting, new { action = "answer", answer = 5 });

        Assert.Equal("'answer' must be text.", Assert.Single(again.Tickets).Value!.Value.GetProperty("wrong").GetString());
        Assert.Equal("a by rule b five", Talk.Text(await desk.Engine.AnswerAsync(again, new { action = "answer", answer = "five" })));
    }

    [Fact]
    public async Task A_person_may_let_it_fail()
    {
        await using var desk = await StartAsync();
        await desk.FirstFails().RunAsync("a", Thread);

        var result = await desk.Engine.AnswerAsync(await desk.FirstFails().RunAsync("b", Thread), new { action = "fail" });

        Assert.Equal(ErrorCodes.EscalationRefused, result.Error!.Code);
    }

    [Fact]
    public async Task Without_a_fallback_failures_before_it_fail_their_runs()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 0, escalate_after: 2 }");
        Assert.Equal(ErrorCodes.Transient, (await desk.FirstFails().RunAsync("a", Thread)).Error!.Code);

        var waiting = await desk.FirstFails().RunAsync("b", Thread);

        Assert.Equal(RunStatus.Waiting, waiting.Run.Status);
        Assert.DoesNotContain("fallback", Assert.Single(waiting.Tickets).Schema!.Value.GetRawText(), StringComparison.Ordinal);
    }

    private static Task<PolicyDesk> StartAsync() => PolicyDesk.StartAsync(Keys, (baton, _) => baton.AddFallback("rule", (_, _) => "by rule"));
}
