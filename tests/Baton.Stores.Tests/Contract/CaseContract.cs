using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Stores.Transfer;
using Baton.Graphs;

namespace Baton.Stores.Tests.Contract;

public abstract class CaseContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Every_fact_arrives()
    {
        var run = await Start("t");
        var facts = new CaseFacts(CaseStatus.Escalated)
        {
            Category = "billing",
            Priority = "high",
            Agent = "refunds",
            Customer = "C-1",
            EscalationReason = "wants a person",
            Summary = "one\ntwo",
            Turns = 3,
        };

        Assert.Equal(AppendStatus.Committed, (await Change(run, 2, facts, asked: true)).Status);

        var row = await Case("t");
        Assert.Equal(facts, row.Facts);
        Assert.Equal(("desk", run.Run, true, Time.GetUtcNow(), Time.GetUtcNow()), (row.Graph, row.Run, row.Asked, row.UpdatedAt, row.EscalatedAt));
        Assert.Equal((Time.GetUtcNow() - Minute, null, null, 0), (row.OpenedAt, row.AnsweredAt, row.ResolvedAt, row.Reopened));
    }

    [Fact]
    public async Task A_case_remembers_when_it_was_answered_resolved_and_came_back()
    {
        var run = await Start("t");
        await Change(run, 2, new(CaseStatus.New));
        var opened = (await Case("t")).OpenedAt;
        AdvanceTime(Minute);
        await Change(run, 3, new(CaseStatus.WaitingForCustomer));
        var answered = Time.GetUtcNow();
        AdvanceTime(Minute);
        await Change(run, 4, new(CaseStatus.Resolved));
        var resolved = await Case("t");
        AdvanceTime(Minute);
        await Change(run, 5, new(CaseStatus.InProgress));
        var back = await Case("t");

        Assert.Equal((answered, answered + Minute, true), (resolved.AnsweredAt, resolved.ResolvedAt, resolved.IsContained));
        Assert.Equal((opened, answered, null, 1), (back.OpenedAt, back.AnsweredAt, back.ResolvedAt, back.Reopened));
    }

    [Fact]
    public async Task Several_changes_of_one_append_are_taken_in_order()
    {
        var run = await Start("t");

        await Store.Runs.AppendAsync(
            new(run, [Entry(2), Entry(3)]) { Cases = [Of(run, new(CaseStatus.Resolved)), Of(run, new(CaseStatus.Reopened))] }, Stop);

        Assert.Equal((CaseStatus.Reopened, 1), ((await Case("t")).Facts.Status, (await Case("t")).Reopened));
    }

    [Fact]
    public async Task A_change_goes_with_a_park_and_with_an_end()
    {
        var run = await Start("t");
        await Store.Runs.AppendAsync(
            new(run, [Entry(2)]) { Cases = [Of(run, new(CaseStatus.WaitingForCustomer))], Transition = new(RunStatus.Waiting, 0) { Head = new(run.Run, 2) } }, Stop);
        Assert.Equal(CaseStatus.WaitingForCustomer, (await Case("t")).Facts.Status);
        await Store.Runs.SendAsync(new("default", run.Run, InboxKind.Event) { Name = "go" }, Stop);
        var again = Assert.Single(await Claim());

        await Store.Runs.AppendAsync(
            new(again.Lease, [Entry(3, kind: EntryKind.RunFinished)]) { Cases = [Of(again.Lease, new(CaseStatus.Resolved))], Transition = new(RunStatus.Success, long.MaxValue) { Head = new(run.Run, 3) } },
            Stop);

        Assert.Equal(CaseStatus.Resolved, (await Case("t")).Facts.Status);
    }

    [Fact]
    public async Task An_append_that_is_refused_changes_no_case()
    {
        var run = await Start("t");

        var fenced = await Change(run with { Epoch = run.Epoch + 1 }, 2, new(CaseStatus.New));
        var conflict = await Store.Runs.AppendAsync(
            new(run, [Entry(2)]) { Cases = [Of(run, new(CaseStatus.New))], Records = [new RecordChange("notes", "n", 7, Json("1"))] }, Stop);

        Assert.Equal((AppendStatus.Fenced, AppendStatus.RecordConflict), (fenced.Status, conflict.Status));
        Assert.Null(await Store.Cases.FindAsync("default", "t", Stop));
    }

    [Fact]
    public async Task A_run_that_is_not_its_threads_active_one_has_no_say()
    {
        var first = await Start("t");
        await Change(first, 2, new(CaseStatus.InProgress));
        var queued = (await Accept(Wish("t"))).Run!;
        await Cancel(queued.Id);
        var second = Assert.Single(await Claim()).Lease;

        var outcome = await Change(second, 2, new(CaseStatus.Resolved));

        Assert.Equal((AppendStatus.Committed, queued.Id, CaseStatus.InProgress), (outcome.Status, second.Run, (await Case("t")).Facts.Status));
    }

    [Fact]
    public async Task A_change_without_facts_leaves_no_case()
    {
        var run = await Start("t");
        await Change(run, 2, new(CaseStatus.InProgress));

        await Change(run, 3, null);

        Assert.Null(await Store.Cases.FindAsync("default", "t", Stop));
    }

    [Fact]
    public async Task An_edit_changes_the_case_and_sends_its_messages()
    {
        var run = await Start("t");
        await Change(run, 2, new(CaseStatus.Escalated));
        await Finish(run, 3, head: new(run.Run, 3));
        var edit = NewId();

        var outcome = await Accept(Wish("t", edit) with
        {
            IsEdit = true,
            EndedAs = RunStatus.Success,
            ExpectedHead = new(run.Run, 3),
            Cases = [new("default", "t", "desk", edit, new(CaseStatus.Resolved)) { At = Time.GetUtcNow(), Since = Time.GetUtcNow() }],
            Outbox = [new("http://localhost/", "k", "{}"u8.ToArray())],
        });

        Assert.Equal((AcceptStatus.Accepted, CaseStatus.Resolved), (outcome.Status, (await Case("t")).Facts.Status));
        Assert.Equal("k", Assert.Single(await Store.Outbox.TakeAsync(10, Minute, Stop)).Message.Key);
    }

    [Fact]
    public async Task A_thread_that_is_deleted_takes_its_case_along_and_one_that_ages_does_not()
    {
        foreach (var thread in new[] { "a", "b" })
        {
            var run = await Start(thread);
            await Change(run, 2, new(CaseStatus.Resolved), thread: thread);
            await Finish(run, 3, head: new(run.Run, 3));
        }

        await Store.Threads.DeleteAsync("default", "a", Stop);
        AdvanceTime(TimeSpan.FromDays(2));
        await Store.Runs.PruneAsync(TimeSpan.FromDays(1), 100, Stop);

        Assert.Null(await Store.Threads.FindAsync("default", "b", Stop));
        Assert.Null(await Store.Cases.FindAsync("default", "a", Stop));
        Assert.Equal(CaseStatus.Resolved, (await Case("b")).Facts.Status);
    }

    [Fact]
    public async Task Cases_are_found_by_what_they_are()
    {
        await Open("a", new(CaseStatus.New) { Category = "billing", Priority = "low", Agent = "x", Customer = "C-1" });
        await Open("b", new(CaseStatus.Escalated) { Category = "billing", Priority = "high", Agent = "y", Customer = "C-2" });
        await Open("c", new(CaseStatus.Resolved) { Category = "technical", Priority = "high", Agent = "y", Customer = "C-1" });

        Assert.Equal(["b", "a"], await Threads(new("default") { Category = "billing" }));
        Assert.Equal(["c", "b"], await Threads(new("default") { Priority = "high", Agent = "y", Graph = "desk" }));
        Assert.Equal(["c", "a"], await Threads(new("default") { Customer = "C-1" }));
        Assert.Equal(["c", "a"], await Threads(new("default") { Statuses = [CaseStatus.New, CaseStatus.Resolved] }));
        Assert.Equal(["a", "b"], await Threads(new("default") { IsActive = true, OldestFirst = true }));
        Assert.Empty(await Threads(new("default") { Graph = "other" }));
        Assert.Empty(await Threads(new("other")));
    }

    [Fact]
    public async Task A_list_goes_on_behind_any_place_and_within_a_time()
    {
        var begun = Time.GetUtcNow();
        foreach (var thread in new[] { "a", "b", "c", "d" }) await Open(thread, new(CaseStatus.New));
        var second = CaseCursor.Of(await Case("b"));

        Assert.Equal(["c", "d"], await Threads(new("default") { OldestFirst = true, After = second }));
        Assert.Equal(["c"], await Threads(new("default") { OldestFirst = true, After = second, Limit = 1 }));
        Assert.Equal(["a"], await Threads(new("default") { After = second }));
        Assert.Equal(["c", "b"], await Threads(new("default") { Since = (await Case("b")).OpenedAt, Until = (await Case("d")).OpenedAt }));
        Assert.Equal(4, (await Threads(new("default") { Since = begun - Minute })).Count);
    }

    [Fact]
    public async Task Cases_move_to_another_store()
    {
        await Open("a", new(CaseStatus.Resolved) { Category = "billing", Summary = "done", Turns = 2 });
        using var file = new MemoryStream();
        await StoreTransfer.ExportAsync(Store, file, Stop);
        file.Position = 0;
        await using var other = new InMemoryStore(Time);

        await StoreTransfer.ImportAsync(other, file, Stop);

        Assert.Equal(await Case("a"), await other.Cases.FindAsync("default", "a", Stop));
    }

    private async Task Open(string thread, CaseFacts facts)
    {
        AdvanceTime(Minute);
        await Change(await Start(thread), 2, facts, thread: thread);
    }

    private async Task<List<string>> Threads(CaseQuery query) => [.. (await Store.Cases.QueryAsync(query, Stop)).Select(row => row.Thread)];

    private async Task<CaseRow> Case(string thread) => Assert.IsType<CaseRow>(await Store.Cases.FindAsync("default", thread, Stop));

    private async Task<AppendOutcome> Change(RunLease run, int seq, CaseFacts? facts, bool asked = false, string thread = "t") =>
        await Store.Runs.AppendAsync(new(run, [Entry(seq)]) { Cases = [Of(run, facts, thread) with { Asked = asked }] }, Stop);

    private CaseChange Of(RunLease run, CaseFacts? facts, string thread = "t") =>
        new("default", thread, "desk", run.Run, facts) { Since = Time.GetUtcNow() - Minute, At = Time.GetUtcNow() };
}
