using Baton.Engine.Journal;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine.Budgets;

/// <summary>What a run still knows of its spending after its server died.</summary>
public sealed class BudgetCrashTests
{
    [Fact]
    public async Task What_was_spent_before_a_crash_counts_after_it()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Once(gate, new RunBudget { Tokens = 115 }, (60, 50), (60, 1)));
        var run = await HeldAsync(engine, gate);

        await engine.Host.CrashAsync();
        gate.Open();
        var result = await engine.WaitAsync(run);

        // The first call has its result; the second was under way, so what was reserved for it is gone.
        Spender.Refused(result);
        Assert.Contains("spent or reserved 110, asked for 60", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_whose_result_was_lost_counts_as_it_was_reserved_and_may_be_repeated_where_that_leaves_enough()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Once(gate, new RunBudget { Tokens = 200 }, (10, 10), (60, 1)));
        var run = await HeldAsync(engine, gate);

        await engine.Host.CrashAsync();
        gate.Open();
        await engine.WaitAsync(run);

        Assert.Equal(new Spending(71, 0.071m, 3), Spender.Spent(await engine.JournalAsync(run)));
    }

    [Fact]
    public async Task What_the_journal_says_of_spending_is_what_the_executor_knew()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Once(gate, new RunBudget { Tokens = 200 }, (10, 10), (60, 1)));
        var run = await HeldAsync(engine, gate);
        await engine.Host.CrashAsync();
        gate.Open();
        await engine.WaitAsync(run);

        var ledger = new RunLedger();
        ledger.Apply(await engine.EntriesAsync(run));

        Assert.Equal(ledger.Finished!.Spent, ledger.Spending.Total);
    }

    private static GraphDefinition Once(Gate gate, RunBudget budget, (long Estimate, long Takes) first, (long Estimate, long Takes) second) => Talk.Begin().Budget(budget)
        .Function("spend", async (state, context) =>
        {
            await Spender.SpendAsync(context, "first", first.Estimate, first.Takes);
            await Spender.SpendAsync(context, "second", second.Estimate, second.Takes, async call => await gate.PassAsync("second", call.Cancellation));
            return state;
        })
        .End();

    private static async Task<Guid> HeldAsync(EngineFixture engine, Gate gate)
    {
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();
        return run;
    }
}
