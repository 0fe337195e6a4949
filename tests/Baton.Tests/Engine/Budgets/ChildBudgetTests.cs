using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine.Budgets;

/// <summary>The budget of a run is that of its whole tree.</summary>
public sealed class ChildBudgetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_child_gets_what_its_parent_has_left()
    {
        await using var engine = await EngineFixture.StartStillAsync(Parent(new RunBudget { Tokens = 100 }, spends: 30), Child(1));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(70, (await BudgetAsync(engine, result)).Tokens);
    }

    [Fact]
    public async Task A_child_whose_own_graph_allows_less_keeps_to_that()
    {
        var own = new RunBudget { Tokens = 20, ToolCalls = 1 };
        await using var engine = await EngineFixture.StartStillAsync(Parent(new RunBudget { Tokens = 100 }, spends: 30), Child(1, own));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(own, await BudgetAsync(engine, result));
    }

    [Fact]
    public async Task What_a_child_spent_counts_for_its_parent_and_the_rest_comes_back()
    {
        await using var engine = await EngineFixture.StartStillAsync(Parent(new RunBudget { Tokens = 100 }, spends: 30, after: 30), Child(40));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(RunStatus.Success, result.Run.Status);
        Assert.Equal(new Spending(100, 0.1m, 3), Spender.Spent(await engine.JournalAsync(result.Run.Id)));
    }

    [Fact]
    public async Task A_parent_cannot_spend_what_its_child_has_spent()
    {
        await using var engine = await EngineFixture.StartStillAsync(Parent(new RunBudget { Tokens = 100 }, spends: 30, after: 31), Child(40));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Spender.Refused(result);
        Assert.Contains("spent or reserved 70, asked for 31", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_passes_its_share_ends_with_the_code_and_its_parent_learns_of_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Parent(new RunBudget { Tokens = 100 }, spends: 30), Child(71));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Contains("BTN2020", result.Error!.Message, StringComparison.Ordinal);
        Assert.Equal(30, Spender.Spent(await engine.JournalAsync(result.Run.Id))!.Tokens);
    }

    [Fact]
    public async Task Children_of_a_map_share_what_is_left_equally()
    {
        await using var engine = await EngineFixture.StartStillAsync(Fleet(new RunBudget { Tokens = 100, ModelCalls = 10 }, 4), Child(1));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        var children = await engine.Store.Runs.QueryAsync(new RunQuery("default") { Parent = result.Run.Id }, Token);
        var budgets = await Task.WhenAll(children.Select(child => BudgetOfAsync(engine, child.Id)));
        Assert.Equal(4, budgets.Length);
        Assert.All(budgets, budget => Assert.Equal(25, budget.Tokens));
        Assert.Equal(10, budgets.Sum(budget => budget.ModelCalls));
    }

    [Fact]
    public async Task However_many_children_there_are_the_tree_never_passes_its_limit()
    {
        await using var engine = await EngineFixture.StartStillAsync(Fleet(new RunBudget { Tokens = 100 }, 7), Child(15));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        // Whole tokens: five get 14, which is too little, and the last two 15.
        Assert.Equal("a" + string.Concat(Enumerable.Repeat(" BTN2015", 5)), Talk.Text(result));
        Assert.Equal(30, Spender.Spent(await engine.JournalAsync(result.Run.Id))!.Tokens);
    }

    [Fact]
    public async Task A_share_that_was_journaled_before_a_crash_is_the_one_that_the_child_gets()
    {
        var failures = 0;
        await using var store = new HookedStore
        {
            AfterAppend = append => append.Entries.Any(IsAllotment) && failures++ == 0 ? throw new IOException("The answer was lost.") : default,
        };
        await using var engine = await EngineFixture.StartAsync(store, TimeProvider.System, null, Parent(new RunBudget { Tokens = 100 }, spends: 30), Child(40));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(70, (await BudgetAsync(engine, result)).Tokens);
        Assert.Single(await engine.EntriesAsync(result.Run.Id), IsAllotment);
        Assert.Equal(70, Spender.Spent(await engine.JournalAsync(result.Run.Id))!.Tokens);
    }

    [Fact]
    public async Task A_child_that_nothing_waits_for_any_more_keeps_its_share()
    {
        var gate = new Gate();
        var failing = Talk.Begin().Budget(new RunBudget { Tokens = 100 })
            .Parallel(
                "fork",
                branches => branches
                    .Child<Talk.Said, Talk.Reply>("child", "child", _ => new Talk.Said("x"))
                    .Function("other", async (state, context) => await gate.PassAsync("other", context.Cancellation) == "" ? "" : throw new InvalidOperationException("broken")),
                (state, _) => state,
                next: Graph.End)
            .Function("rescue", async (state, context) => state with { Answer = await Spender.SpendAsync(context, "call", 51, 51) })
            .OnError("fork", "rescue").End();
        var held = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(failing, Talk.Held(held, "child"));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await held.ArrivalAsync();
        gate.Open();

        var result = await engine.WaitAsync(run);

        Spender.Refused(result);
        Assert.Contains("spent or reserved 50, asked for 51", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_that_journals_nothing_and_is_lost_costs_its_share()
    {
        var gate = new Gate();
        var child = Talk.Begin("child").NotResumable()
            .Function("hold", async (state, context) => state with { Answer = await context.EffectAsync("hold", call => gate.PassAsync("hold", call.Cancellation)) }).End();
        await using var engine = await EngineFixture.StartStillAsync(Parent(new RunBudget { Tokens = 100 }, spends: 30), child);
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        await engine.Host.CrashAsync();
        await engine.WaitAsync(run);

        Assert.Equal(100, Spender.Spent(await engine.JournalAsync(run))!.Tokens);
    }

    private static bool IsAllotment(JournalEntry entry) =>
        entry.Kind == EntryKind.ValueRecorded && JournalCodec.Decode(entry) is ValueRecorded { Name: "allotment" };

    private static GraphDefinition Parent(RunBudget budget, long spends, long after = 0) => Talk.Begin().Budget(budget)
        .Function("spend", async (state, context) => state with { Answer = await Spender.SpendAsync(context, "call", spends, spends) })
        .Child<Talk.Said, Talk.Reply>("child", "child", _ => new Talk.Said("x"), (state, _) => state)
        .Function("after", async (state, context) => after == 0 ? state : state with { Answer = await Spender.SpendAsync(context, "call", after, after) })
        .End();

    private static GraphDefinition Fleet(RunBudget budget, int size) => Talk.Begin().Budget(budget)
        .Map<int>(
            "fleet",
            _ => [.. Enumerable.Range(0, size)],
            each => each.Child<Talk.Said, Talk.Reply>("child", item => new Talk.Said($"{item}")),
            (state, results) => state with { Lines = state.Lines.AddRange([.. results.All.Where(result => result.Error is not null).Select(result => result.Error!.Code)]) },
            onFailure: JoinPolicy.CollectErrors)
        .End();

    private static GraphDefinition Child(long spends, RunBudget? own = null) => Talk.Begin("child").Budget(own ?? new RunBudget())
        .Function("spend", async (state, context) => state with { Answer = await Spender.SpendAsync(context, "call", spends, spends) })
        .End();

    private static async Task<RunBudget> BudgetAsync(EngineFixture engine, RunResult parent)
    {
        var child = Assert.Single(await engine.Store.Runs.QueryAsync(new RunQuery("default") { Parent = parent.Run.Id }, Token));
        return await BudgetOfAsync(engine, child.Id);
    }

    private static async Task<RunBudget> BudgetOfAsync(EngineFixture engine, Guid run) =>
        (await engine.JournalAsync(run)).OfType<RunStarted>().Single().Budget!;
}
