using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Stores.Transfer;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Stores.Tests.Contract;

public abstract class CostContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private DateOnly Today => DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task What_calls_cost_is_added_up_by_whatever_is_asked_for()
    {
        var run = await Start();
        await Charge(run, 2, Row(run, 2, "triage", 300), Row(run, 3, "billing", 100) with { User = "ann" });
        await Charge(run, 3, Row(run, 4, "triage", 50));

        var sums = await Sums(CostDimension.Agent);

        Assert.Equal([("triage", 350L, 2L), ("billing", 100L, 1L)], sums.Select(sum => (sum.Keys[0], sum.Amounts.NanoUsd, sum.Amounts.Calls)));
        Assert.Equal(["ann"], (await Sums([CostDimension.User], (CostDimension.Agent, "billing"))).Select(sum => sum.Keys[0]));
        Assert.Equal(450, Assert.Single(await Sums()).Amounts.NanoUsd);
        Assert.Equal(run.Run.ToString("D"), Assert.Single(await Sums(CostDimension.Run)).Keys[0]);
    }

    [Fact]
    public async Task Every_amount_arrives()
    {
        var run = await Start();
        var amounts = new CostAmounts(1, 1, 1, 1) { InputTokens = 1_000, CachedInputTokens = 400, OutputTokens = 70, NanoUsd = 123_456_789_012, LatencyMs = 900, SlowestMs = 900 };
        var row = Row(run, 2, "triage", 0) with { Amounts = amounts, User = "u", Feature = "f", Vertical = "v", Model = "m", Node = "a/b" };
        await Charge(run, 2, row);
        CostDimension[] all = [.. Enum.GetValues<CostDimension>()];

        var sum = Assert.Single(await Sums(all));

        Assert.Equal(amounts, sum.Amounts);
        Assert.Equal([Today.ToString("yyyy-MM-dd", null), run.Run.ToString("D"), "desk", "a/b", "triage", "m", "u", "f", "v"], sum.Keys);
        Assert.Equal(123.456789012m, sum.Amounts.CostUsd);
    }

    [Fact]
    public async Task What_calls_of_no_run_cost_is_added_to_the_sums_of_today()
    {
        var run = await Start();
        await Charge(run, 2, Row(run, 2, "triage", 300));
        var row = new CostRow("default", Guid.Empty, 0) { Graph = "g", Node = "n", Agent = "triage", Model = "m", Amounts = new CostAmounts(1, 0, 0, 0) { NanoUsd = 20, SlowestMs = 5 } };

        await Store.Costs.AddAsync([row, row], Stop);
        await Store.Costs.AddAsync([row with { Tenant = "other" }, row], Stop);

        Assert.Equal([("triage", 360L, 4L)], (await Sums(CostDimension.Agent)).Select(sum => (sum.Keys[0], sum.Amounts.NanoUsd, sum.Amounts.Calls)));
        Assert.Equal([run.Run.ToString("D"), ""], (await Sums(CostDimension.Run)).Select(sum => sum.Keys[0]));
    }

    [Fact]
    public async Task Days_tenants_and_the_limit_bound_what_is_added_up()
    {
        var run = await Start();
        await Charge(run, 2, Row(run, 2, "a", 1), Row(run, 3, "b", 2) with { Tenant = "other" });
        AdvanceTime(Day);
        await Charge(run, 3, Row(run, 4, "a", 4), Row(run, 5, "c", 3));

        Assert.Equal([8L], (await Sums()).Select(sum => sum.Amounts.NanoUsd));
        Assert.Equal([1L], (await Query(new("default", Today.AddDays(-1), Today.AddDays(-1)))).Select(sum => sum.Amounts.NanoUsd));
        Assert.Equal(["a"], (await Query(new("default", Today.AddDays(-9), Today) { By = [CostDimension.Agent], Limit = 1 })).Select(sum => sum.Keys[0]));
        Assert.Empty(await Query(new("default", Today.AddDays(5), Today.AddDays(6))));
    }

    [Fact]
    public async Task An_append_that_is_refused_charges_nothing()
    {
        var run = await Start();

        var outcome = await Store.Runs.AppendAsync(new(run with { Epoch = run.Epoch + 1 }, [Entry(2)]) { Costs = [Row(run, 2, "a", 1)] }, Stop);
        var conflict = await Store.Runs.AppendAsync(new(run, [Entry(2)]) { Costs = [Row(run, 2, "a", 1)], Records = [new RecordChange("notes", "n", 7, Json("1"))] }, Stop);

        Assert.Equal((AppendStatus.Fenced, AppendStatus.RecordConflict), (outcome.Status, conflict.Status));
        Assert.Empty(await Sums());
    }

    [Fact]
    public async Task What_goes_with_an_end_is_charged_and_outlives_its_run()
    {
        var run = await Start();
        await Store.Runs.AppendAsync(
            new(run, [Entry(2, kind: EntryKind.RunFinished)]) { Transition = new(Baton.Engine.Runs.RunStatus.Success, long.MaxValue), Costs = [Row(run, 2, "a", 5)] }, Stop);

        Assert.True(await Store.Runs.DeleteAsync("default", run.Run, Stop));

        Assert.Equal(5, Assert.Single(await Sums()).Amounts.NanoUsd);
    }

    [Fact]
    public async Task Old_days_are_added_up_without_their_runs_and_come_to_the_same()
    {
        var (one, two) = (await Start(), await Start());
        await Charge(one, 2, Row(one, 2, "a", 1), Row(one, 3, "b", 10));
        await Charge(two, 2, Row(two, 2, "a", 2));
        AdvanceTime(Day);
        await Charge(two, 3, Row(two, 3, "a", 4));
        AdvanceTime(Day * 2);
        var before = await Sums(CostDimension.Day, CostDimension.Agent);

        int[] folded = [await Store.Costs.FoldAsync(Day * 2, 2, Stop), await Store.Costs.FoldAsync(Day * 2, 2, Stop), await Store.Costs.FoldAsync(Day * 2, 2, Stop)];

        Assert.Equal([2, 1, 0], folded);
        Assert.Equivalent(before, await Sums(CostDimension.Day, CostDimension.Agent), strict: true);
        Assert.Equal([("", 3L), (two.Run.ToString("D"), 1L)], (await Sums(CostDimension.Run)).Select(sum => (sum.Keys[0], sum.Amounts.Calls)));
        Assert.Equal(2, (await Query(new("default", Today.AddDays(-3), Today.AddDays(-3)) { By = [CostDimension.Agent] })).Count);
    }

    [Fact]
    public async Task Accounts_move_with_a_store()
    {
        await using var origin = new InMemoryStore(Time);
        var server = await origin.Servers.RegisterAsync("first", Lease, Stop);
        var run = (await origin.Runs.AcceptAsync(Wish() with { Owner = server }, Stop)).Lease!;
        await origin.Runs.AppendAsync(new(run, [Entry(2)]) { Costs = [Row(run, 2, "a", 1) with { User = "ann" }, Row(run, 3, "b", 10)] }, Stop);
        await using var back = new InMemoryStore(Time);

        await Move(origin, Store);
        await Move(Store, back);

        CostDimension[] all = [.. Enum.GetValues<CostDimension>()];
        var query = new CostQuery("default", Today, Today) { By = all };
        Assert.Equivalent(await origin.Costs.QueryAsync(query, Stop), await Query(query), strict: true);
        Assert.Equivalent(await origin.Costs.QueryAsync(query, Stop), await back.Costs.QueryAsync(query, Stop), strict: true);
    }

    [Fact]
    public async Task Windows_of_budgets_move_with_a_store()
    {
        await using var origin = new InMemoryStore(Time);
        BudgetClaim[] claims = [Claim("u", Day, 100, 60), Claim("m", Minute, 100, 60)];
        var first = (await origin.Costs.ReserveAsync(claims, Stop)).Windows;
        await origin.Costs.SettleAsync([Share(first[0], 60, 10)], Stop);
        await using var back = new InMemoryStore(Time);

        await Move(origin, Store);
        await Move(Store, back);

        foreach (var store in (IStore[])[Store, back])
        {
            var windows = (await store.Costs.ReserveAsync([Claim("u", Day, 100, 91), Claim("m", Minute, 100, 1)], Stop)).Windows;
            Assert.Equal([(10L, 0L), (0L, 60L)], windows.Select(window => (window.Spent.Tokens, window.Reserved.Tokens)));
        }
    }

    [Fact]
    public async Task A_window_holds_its_limit_and_what_is_settled_makes_room()
    {
        var first = await Reserve(Claim("u", Day, 100, 60));
        Assert.Null(first.Refused);

        var refused = await Reserve(Claim("u", Day, 100, 41));
        Assert.Equal(60, refused.Windows[0].Reserved.Tokens);
        Assert.NotNull(refused.Refused);
        var after = Assert.Single(await Store.Costs.SettleAsync([Share(first.Windows[0], 60, 10)], Stop));

        Assert.Equal((10, 0), (after.Spent.Tokens, after.Reserved.Tokens));
        Assert.Equal(0.00001m, after.Spent.CostUsd);
        Assert.Null((await Reserve(Claim("u", Day, 100, 90))).Refused);
    }

    [Fact]
    public async Task What_one_window_refuses_is_reserved_in_none()
    {
        await Reserve(Claim("full", Day, 100, 100));

        var outcome = await Reserve(Claim("empty", Day, 100, 50), Claim("full", Day, 100, 1));

        Assert.Equal("full", outcome.Refused?.Scope);
        Assert.Equal([0L, 100L], outcome.Windows.Select(window => window.Reserved.Tokens));
        Assert.Null((await Reserve(Claim("empty", Day, 100, 100))).Refused);
    }

    [Fact]
    public async Task The_next_window_begins_empty_and_says_when()
    {
        var full = await Reserve(Claim("m", Minute, 1, 1));
        Assert.InRange(full.Windows[0].Left, TimeSpan.FromMilliseconds(1), Minute);
        Assert.NotNull((await Reserve(Claim("m", Minute, 1, 1))).Refused);

        AdvanceTime(full.Windows[0].Left);

        Assert.Null((await Reserve(Claim("m", Minute, 1, 1))).Refused);
    }

    [Fact]
    public async Task Of_many_who_reserve_at_once_no_more_find_room_than_there_is()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 24).Select(n => Task.Run(async () =>
            await Reserve(n % 2 == 0 ? [Claim("a", Day, 100, 10), Claim("b", Minute, 1_000, 10)] : [Claim("b", Minute, 1_000, 10), Claim("a", Day, 100, 10)]))));

        Assert.Equal(10, outcomes.Count(outcome => outcome.Refused is null));
    }

    [Fact]
    public async Task Windows_that_are_over_are_removed_and_settling_them_does_nothing()
    {
        var old = await Reserve(Claim("m", Minute, 10, 1), Claim("d", Day, 10, 1));
        AdvanceTime(Minute * 3);

        Assert.Equal(1, await Store.Costs.PruneAsync(Minute, 10, Stop));
        Assert.Equal(0, await Store.Costs.PruneAsync(Minute, 10, Stop));

        Assert.Empty(await Store.Costs.SettleAsync([Share(old.Windows[0], 1, 1)], Stop));
    }

    private static async Task Move(IStore from, IStore to)
    {
        using var file = new MemoryStream();
        await StoreTransfer.ExportAsync(from, file, Stop);
        file.Position = 0;
        await StoreTransfer.ImportAsync(to, file, Stop);
    }

    private static BudgetClaim Claim(string scope, TimeSpan period, long limit, long asked) =>
        new(scope, period, new RunBudget { Tokens = limit }, new Spending(asked, asked / 1_000_000m, 1));

    private static BudgetShare Share(BudgetWindow window, long reserved, long spent) =>
        new(window.Scope, window.Period, window.Number, new Spending(reserved, reserved / 1_000_000m, 1), new Spending(spent, spent / 1_000_000m, 1));

    private static CostRow Row(RunLease run, int number, string agent, long nano) => new("default", run.Run, number)
    {
        Graph = "desk",
        Node = "ask",
        Agent = agent,
        Model = "default",
        Amounts = new CostAmounts(1, 0, 0, 0) { NanoUsd = nano, InputTokens = 10, LatencyMs = nano, SlowestMs = nano },
    };

    private async Task Charge(RunLease run, int seq, params CostRow[] rows) =>
        Assert.Equal(AppendStatus.Committed, (await Store.Runs.AppendAsync(new(run, [Entry(seq)]) { Costs = rows }, Stop)).Status);

    private async Task<BudgetOutcome> Reserve(params BudgetClaim[] claims) => await Store.Costs.ReserveAsync(claims, Stop);

    private async Task<IReadOnlyList<CostSum>> Query(CostQuery query) => await Store.Costs.QueryAsync(query, Stop);

    private Task<IReadOnlyList<CostSum>> Sums(params CostDimension[] by) => Sums(by, []);

    private Task<IReadOnlyList<CostSum>> Sums(CostDimension[] by, params (CostDimension Dimension, string Value)[] where) =>
        Query(new CostQuery("default", Today.AddDays(-30), Today) { By = by, Where = where.ToDictionary(pair => pair.Dimension, pair => pair.Value) });
}
