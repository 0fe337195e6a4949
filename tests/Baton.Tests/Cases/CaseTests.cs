using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Graphs;
using Baton.Tests.Engine;

namespace Baton.Tests.Cases;

public sealed class CaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_case_is_what_the_last_checkpoint_says()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Plain);

        var result = await engine.RunAsync("desk", Desk.Input("billing Resolved"), "t");

        var row = await engine.CaseAsync();
        Assert.Equal(new CaseFacts(CaseStatus.Resolved) { Category = "billing", Turns = 1 }, row!.Facts);
        Assert.Equal(("desk", result.Run.Id, true), (row.Graph, row.Run, row.IsContained));
        Assert.Equal([CaseStatus.New, CaseStatus.InProgress, CaseStatus.Resolved], await engine.NotedAsync(result.Run.Id));
    }

    [Fact]
    public async Task What_does_not_change_is_not_noted()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Begin().Function("idle", state => state with { Text = state.Text + "!" }).WithCase());

        var result = await engine.RunAsync("desk", Desk.Input("a"), "t");

        Assert.Equal([CaseStatus.New], await engine.NotedAsync(result.Run.Id));
    }

    [Fact]
    public async Task What_the_thread_said_before_is_no_news()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Begin().Function("idle", state => state).Case(_ => new CaseFacts(CaseStatus.InProgress)).End());
        await engine.RunAsync("desk", Desk.Input("a"), "t");

        var second = await engine.RunAsync("desk", Desk.Input("b"), "t");

        Assert.Empty(await engine.NotedAsync(second.Run.Id));
    }

    [Fact]
    public async Task A_graph_without_a_case_notes_nothing()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Begin().Working().End());

        var result = await engine.RunAsync("desk", Desk.Input("billing Resolved"), "t");

        Assert.Empty(await engine.NotedAsync(result.Run.Id));
        Assert.Null(await engine.CaseAsync());
    }

    [Fact]
    public async Task A_run_on_no_thread_is_no_case()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Plain);

        var result = await engine.RunAsync("desk", Desk.Input("billing Resolved"));

        Assert.Empty(await engine.NotedAsync(result.Run.Id));
    }

    [Fact]
    public async Task A_case_that_was_resolved_comes_back()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Plain);
        await engine.RunAsync("desk", Desk.Input("billing Resolved"), "t");

        await engine.RunAsync("desk", Desk.Input("billing WaitingForCustomer"), "t");

        var row = await engine.CaseAsync();
        Assert.Equal((1, null, 2), (row!.Reopened, row.ResolvedAt, row.Facts.Turns));
        Assert.NotNull(row.AnsweredAt);
    }

    [Fact]
    public async Task Whoever_takes_a_run_up_notes_nothing_twice()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Desk.Begin()
            .Function("triage", state => state with { Status = CaseStatus.InProgress })
            .Function("hold", async (state, context) => state with { Text = await context.EffectAsync("hold", call => gate.PassAsync("a", call.Cancellation)) })
            .WithCase());
        var run = await engine.StartRunAsync("desk", Desk.Input("a"), "t");
        await gate.ArrivalAsync();

        await engine.Host.CrashAsync();
        gate.Open();
        await engine.WaitAsync(run);

        Assert.Equal([CaseStatus.New, CaseStatus.InProgress], await engine.NotedAsync(run));
    }

    [Fact]
    public async Task A_case_in_which_a_person_was_asked_is_not_contained()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Begin()
            .Approval<Desk.Yes>("ask", _ => new Question("sure", "?"), (state, _) => state with { Status = CaseStatus.Resolved })
            .WithCase());
        var waiting = await engine.RunAsync("desk", Desk.Input("a"), "t");

        await engine.AnswerAsync(waiting, new { ok = true });

        var row = await engine.CaseAsync();
        Assert.Equal((CaseStatus.Resolved, true, false), (row!.Facts.Status, row.Asked, row.IsContained));
    }

    [Fact]
    public async Task A_graph_that_journals_start_and_end_says_at_the_end_what_its_case_is()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Begin().Working().NotResumable().WithCase());

        var result = await engine.RunAsync("desk", Desk.Input("billing Escalated"), "t");

        Assert.Equal(CaseStatus.Escalated, (await engine.CaseAsync())!.Facts.Status);
        Assert.Equal([EntryKind.RunStarted, EntryKind.CaseChanged, EntryKind.RunFinished], (await engine.EntriesAsync(result.Run.Id)).Select(entry => entry.Kind));
    }

    [Fact]
    public async Task A_projection_that_throws_fails_no_run()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Begin().Working()
            .Case(state => state.Status == CaseStatus.Resolved ? throw new InvalidOperationException("no") : Desk.Facts(state)).End());

        var result = await engine.RunAsync("desk", Desk.Input("billing Resolved"), "t");

        Assert.Equal(RunStatus.Success, result.Run.Status);
        Assert.Equal(CaseStatus.InProgress, (await engine.CaseAsync())!.Facts.Status);
    }

    [Fact]
    public async Task An_edit_by_hand_changes_the_case()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Plain);
        await engine.RunAsync("desk", Desk.Input("billing Escalated"), "t");

        await engine.Threads.UpdateAsync("default", "t", EngineFixture.Json(new { status = "resolved" }), null, null, "ann", Token);

        Assert.Equal(CaseStatus.Resolved, (await engine.CaseAsync())!.Facts.Status);
    }

    [Fact]
    public async Task A_deleted_thread_takes_its_case_along()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Plain);
        await engine.RunAsync("desk", Desk.Input("billing Resolved"), "t");

        await engine.Store.Threads.DeleteAsync("default", "t", Token);

        Assert.Null(await engine.CaseAsync());
    }
}
