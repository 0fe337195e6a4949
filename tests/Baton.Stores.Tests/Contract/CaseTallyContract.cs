using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Stores.Transfer;
using Baton.Graphs;

namespace Baton.Stores.Tests.Contract;

public abstract class CaseTallyContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, (RunLease Lease, int Seq)> runs = new(StringComparer.Ordinal);

    private DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task What_is_counted_and_what_is_not_yet_come_to_the_same()
    {
        await Resolve("a", "billing", TimeSpan.FromMinutes(10));
        await Resolve("b", "technical", TimeSpan.FromMinutes(30));
        await Change("c", new(CaseStatus.Escalated) { Category = "billing" });
        var before = Shown(await Tallies());

        Assert.Equal(2, await Store.Cases.FoldAsync(2, Stop));
        var between = Shown(await Tallies());
        await FoldAll();

        Assert.Equal(before, between);
        Assert.Equal(before, Shown(await Tallies()));
        Assert.Equal("3 cases, 2 resolved, 2 contained, 1 escalated, 0 reopened", before[0]);
        Assert.Equal(0, await Store.Cases.FoldAsync(10, Stop));
    }

    [Fact]
    public async Task A_case_that_changes_moves_from_one_sum_to_another()
    {
        await Change("a", new(CaseStatus.InProgress) { Category = "billing", Agent = "x" });
        await End("a");
        await FoldAll();
        await Resolve("a", "technical", Minute);
        var live = Shown(await Tallies());
        await FoldAll();

        Assert.Equal(live, Shown(await Tallies()));
        Assert.Equal([("resolved", 1L)], Names(await Tallies(), CaseDimension.Status));
        Assert.Equal([("technical", 1L)], Names(await Tallies(), CaseDimension.Category));
        Assert.Equal([("uncategorized", 1L)], Names(await Tallies(), CaseDimension.Agent));
    }

    [Fact]
    public async Task Times_are_within_two_percent()
    {
        for (var minutes = 1; minutes <= 20; minutes++) await Resolve($"t{minutes}", "billing", TimeSpan.FromMinutes(minutes));
        await FoldAll();

        var times = (await Tallies()).All.Resolutions;

        Assert.Equal(20, times.Count);
        Assert.InRange(times.Quantile(0.5)!.Value, 600_000 * 0.98, 600_000 * 1.02);
        Assert.InRange(times.Quantile(0.9)!.Value, 1_080_000 * 0.98, 1_080_000 * 1.02);
    }

    [Fact]
    public async Task Days_graphs_and_tenants_bound_what_is_added_up()
    {
        await Resolve("a", "billing", Minute);
        AdvanceTime(TimeSpan.FromDays(2));
        await Resolve("b", "billing", Minute);
        var live = (await Count(new("default", Today, Today)), await Count(new("default", Today.AddDays(-9), Today.AddDays(-1))));
        await FoldAll();

        Assert.Equal((1, 1), live);
        Assert.Equal(1, await Count(new("default", Today, Today)));
        Assert.Equal(2, await Count(new("default", Today.AddDays(-2), Today)));
        Assert.Equal(2, await Count(new("default", Today.AddDays(-2), Today) { Graph = "desk" }));
        Assert.Equal(0, await Count(new("default", Today.AddDays(-2), Today) { Graph = "other" }));
        Assert.Equal(0, await Count(new("other", Today.AddDays(-2), Today)));
    }

    [Fact]
    public async Task Cases_cost_what_their_runs_and_the_children_of_these_cost()
    {
        await Change("a", new(CaseStatus.Resolved), Row(100));
        var child = await Accept(Wish() with { Parent = new(runs["a"].Lease.Run, "t", runs["a"].Lease.Run) });
        await Store.Runs.AppendAsync(new(child.Lease!, [Entry(2)]) { Costs = [Row(40)(child.Lease!)] }, Stop);
        await End("a");
        await FoldAll();

        var all = (await Tallies()).All;
        Assert.Equal((140L, 140L), (all.NanoUsd, all.ResolvedNanoUsd));
        await Change("a", new(CaseStatus.Escalated), Row(5));
        await End("a");
        await FoldAll();
        Assert.Equal((145L, 0L), ((await Tallies()).All.NanoUsd, (await Tallies()).All.ResolvedNanoUsd));
        Assert.Equal([("escalated", 1L)], Names(await Tallies(), CaseDimension.Outcome));
    }

    [Theory]
    [InlineData(RunStatus.Success)]
    [InlineData(RunStatus.Waiting)]
    public async Task What_a_run_cost_since_the_last_change_is_counted_once_it_rests(RunStatus status)
    {
        await Change("a", new(CaseStatus.Escalated), Row(100));
        AdvanceTime(TimeSpan.FromMinutes(11));
        await FoldAll();
        var (lease, seq) = runs["a"];
        await Store.Runs.AppendAsync(new(lease, [Entry(seq)]) { Costs = [Row(40)(lease) with { Number = seq }], Transition = new(status, 0) { CountsCase = true } }, Stop);

        await FoldAll();

        Assert.Equal(140L, (await Tallies()).All.NanoUsd);
    }

    [Fact]
    public async Task A_case_at_which_a_run_is_at_work_is_left_for_later()
    {
        await Change("a", new(CaseStatus.InProgress));

        Assert.Equal(0, await Store.Cases.FoldAsync(10, Stop));
        Assert.Equal(1, (await Tallies()).All.Cases);
        AdvanceTime(TimeSpan.FromMinutes(11));
        Assert.Equal(1, await Store.Cases.FoldAsync(10, Stop));
        Assert.Equal(1, (await Tallies()).All.Cases);
    }

    [Fact]
    public async Task A_deleted_thread_counts_no_more()
    {
        await Resolve("a", "billing", Minute);
        await FoldAll();

        await Store.Threads.DeleteAsync("default", "a", Stop);
        var live = (await Tallies()).All.Cases;
        await FoldAll();

        Assert.Equal((0L, 0L), (live, (await Tallies()).All.Cases));
    }

    [Fact]
    public async Task Old_cases_go_when_their_thread_has_gone_and_what_they_added_stays()
    {
        await Resolve("a", "billing", Minute);
        await Resolve("b", "billing", Minute);
        var run = runs["a"].Lease.Run;
        await FoldAll();
        AdvanceTime(TimeSpan.FromDays(2));
        await Store.Runs.PruneAsync(TimeSpan.FromDays(1), 100, Stop);
        await Change("b", new(CaseStatus.Reopened));
        Assert.Equal("a", await Store.Cases.ThreadOfAsync("default", run, Stop));

        Assert.Equal(1, await Store.Cases.PruneAsync(TimeSpan.FromDays(1), 100, Stop));

        Assert.Null(await Store.Cases.FindAsync("default", "a", Stop));
        Assert.Null(await Store.Cases.ThreadOfAsync("default", run, Stop));
        Assert.Equal(2, await Count(new("default", Today.AddDays(-9), Today)));
    }

    [Fact]
    public async Task What_is_said_of_a_customer_is_erased_and_the_case_stays()
    {
        await Change("a", new(CaseStatus.Escalated) { Customer = "C-1", EscalationReason = "angry", Summary = "refunded", Category = "billing" });
        await Change("b", new(CaseStatus.Escalated) { Customer = "C-2", Summary = "kept" });

        Assert.Equal(["a"], await Store.Cases.EraseAsync("default", "C-1", Stop));

        var facts = (await Store.Cases.FindAsync("default", "a", Stop))!.Facts;
        Assert.Equal(new CaseFacts(CaseStatus.Escalated) { Category = "billing" }, facts);
        Assert.Equal("kept", (await Store.Cases.FindAsync("default", "b", Stop))!.Facts.Summary);
        Assert.Empty(await Store.Cases.EraseAsync("other", "C-2", Stop));
    }

    [Fact]
    public async Task Sums_move_to_another_store()
    {
        await Resolve("a", "billing", Minute);
        await FoldAll();
        await Resolve("b", "technical", Minute);
        using var file = new MemoryStream();
        await StoreTransfer.ExportAsync(Store, file, Stop);
        file.Position = 0;
        await using var other = new InMemoryStore(Time);

        await StoreTransfer.ImportAsync(other, file, Stop);

        var query = new CaseTallyQuery("default", Today, Today);
        Assert.Equal(Shown(await Tallies()), Shown(await other.Cases.TalliesAsync(query, Stop)));
        await other.Cases.FoldAsync(10, Stop);
        Assert.Equal(Shown(await Tallies()), Shown(await other.Cases.TalliesAsync(query, Stop)));
        Assert.Equal("a", await other.Cases.ThreadOfAsync("default", runs["a"].Lease.Run, Stop));
    }

    private static Func<RunLease, CostRow> Row(long nano) => lease => new("default", lease.Run, 2)
    {
        Graph = "desk",
        Node = "n",
        Agent = "a",
        Model = "m",
        Amounts = new(1, 0, 0, 0) { NanoUsd = nano },
    };

    private static List<string> Shown(CaseTallies tallies) =>
    [
        Text(tallies.All),
        .. Enum.GetValues<CaseDimension>().SelectMany(dimension => tallies.By(dimension).Select(pair => $"{dimension} {pair.Name}: {Text(pair.Tally)} {pair.Tally.Resolutions.Quantile(0.5)}")),
    ];

    private static string Text(CaseTally tally) =>
        $"{tally.Cases} cases, {tally.Resolved} resolved, {tally.Contained} contained, {tally.Escalated} escalated, {tally.Reopened} reopened";

    private static List<(string, long)> Names(CaseTallies tallies, CaseDimension dimension) => [.. tallies.By(dimension).Select(pair => (pair.Name, pair.Tally.Cases))];

    private ValueTask<CaseTallies> Tallies() => Store.Cases.TalliesAsync(new("default", Today, Today), Stop);

    private async Task<long> Count(CaseTallyQuery query) => (await Store.Cases.TalliesAsync(query, Stop)).All.Cases;

    private async Task FoldAll()
    {
        while (await Store.Cases.FoldAsync(100, Stop) > 0)
        {
        }
    }

    private async Task Resolve(string thread, string category, TimeSpan took)
    {
        await Change(thread, new(CaseStatus.Resolved) { Category = category }, null, took);
        await End(thread);
    }

    private async Task Change(string thread, CaseFacts facts, Func<RunLease, CostRow>? cost = null, TimeSpan? took = null)
    {
        var lease = await Start(thread);
        var change = new CaseChange("default", thread, "desk", lease.Run, facts) { Since = Time.GetUtcNow(), At = Time.GetUtcNow() + (took ?? TimeSpan.Zero) };
        await Store.Runs.AppendAsync(new(lease, [Entry(2)]) { Cases = [change], Costs = cost is null ? [] : [cost(lease)] }, Stop);
        runs[thread] = (lease, 3);
    }

    private async Task End(string thread) =>
        await Finish(runs[thread].Lease, runs[thread].Seq, RunStatus.Success, new CheckpointRef(runs[thread].Lease.Run, runs[thread].Seq));
}
