using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine.Budgets;

/// <summary>What one run may spend.</summary>
public sealed class BudgetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_would_pass_the_limit_is_refused_with_limit_spent_and_asked_for()
    {
        await using var engine = await EngineFixture.StartStillAsync(Spender.InTurn(new RunBudget { Tokens = 100 }, (60, 50), (60, 50)));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Spender.Refused(result);
        Assert.Contains("limit 100 tokens, spent or reserved 50, asked for 60", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_call_is_not_made_and_costs_nothing()
    {
        var calls = 0;
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin().Budget(new RunBudget { Tokens = 10 })
            .Function("spend", async (state, context) => state with { Answer = await Spender.SpendAsync(context, "call", 11, 1, _ => Count(ref calls)) }).End());

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Spender.Refused(result);
        Assert.Equal((0, Spending.None), (calls, Spender.Spent(await engine.JournalAsync(result.Run.Id))));
    }

    [Fact]
    public async Task What_a_call_took_counts_and_not_what_was_reserved_for_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Spender.InTurn(new RunBudget { Tokens = 100 }, (90, 5), (90, 5), (90, 5)));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Assert.Equal(RunStatus.Success, result.Run.Status);
        Assert.Equal(new Spending(15, 0.015m, 3), Spender.Spent(await engine.JournalAsync(result.Run.Id)));
    }

    [Fact]
    public async Task A_call_that_says_it_cost_less_than_nothing_gives_nothing_back()
    {
        await using var engine = await EngineFixture.StartStillAsync(Spender.InTurn(new RunBudget { Tokens = 100 }, (60, 50), (-5, -1_000), (60, 50)));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Spender.Refused(result);
        Assert.Equal(new Spending(50, 0.05m, 2), Spender.Spent(await engine.JournalAsync(result.Run.Id)));
    }

    [Fact]
    public async Task Dollars_are_limited_as_tokens_are()
    {
        await using var engine = await EngineFixture.StartStillAsync(Spender.InTurn(new RunBudget { CostUsd = 0.1m }, (60, 50), (60, 50)));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Spender.Refused(result);
        Assert.Contains("limit 0.1 US dollars, spent or reserved 0.05, asked for 0.06", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_a_limit_of_cost_a_call_without_prices_is_refused()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin().Budget(new RunBudget { CostUsd = 100 })
            .Function("spend", async (state, context) => state with
            {
                Answer = await context.EffectAsync("call", _ => new ValueTask<string>("made"), new EffectOptions { Estimate = () => new CallCost(1, null) }),
            })
            .End());

        Spender.Refused(await engine.RunAsync("talk", Talk.Input("a")));
    }

    [Theory]
    [InlineData(EffectKind.Model)]
    [InlineData(EffectKind.Tool)]
    public async Task Tries_count_as_calls(EffectKind kind)
    {
        var calls = 0;
        var budget = kind == EffectKind.Model ? new RunBudget { ModelCalls = 2 } : new RunBudget { ToolCalls = 2 };
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin().Budget(budget)
            .Function("spend", async (state, context) => state with
            {
                Answer = await context.EffectAsync<string>(
                    "call",
                    _ => ++calls > 0 ? throw new TransientException("Busy.") : default,
                    new EffectOptions { Kind = kind, Retry = Spender.AtOnce with { Attempts = 9 } }),
            })
            .End());

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Spender.Refused(result);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_try_that_failed_counts_with_what_it_took()
    {
        var tries = 0;
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin().Budget(new RunBudget { Tokens = 100 })
            .Function("spend", async (state, context) => state with
            {
                Answer = await Spender.SpendAsync(context, "call", 40, 40, call => Broken(call, ++tries), Spender.AtOnce),
            })
            .End());

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        Spender.Refused(result);
        Assert.Equal(2, tries);
        Assert.Contains("spent or reserved 70, asked for 40", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_try_that_waits_asleep_for_its_time_reserves_nothing_meanwhile()
    {
        var tries = 0;
        var nap = TimeSpan.FromSeconds(3);
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin().Budget(new RunBudget { Tokens = 100 }).TimeBudget(TimeBudget.Thinking)
            .Function("spend", async (state, context) => state with
            {
                Answer = await Spender.SpendAsync(
                    context, "call", 60, 60, _ => ++tries < 3 ? throw new TransientException("Busy.") : default, new RetryPolicy(3, nap, 1, nap, 0)),
            })
            .End());

        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await engine.Host.AdvanceUntilAsync(run, nap, row => row.Status.HasEnded());

        Assert.Equal(new Spending(60, 0.06m, 3), Spender.Spent(await engine.JournalAsync(run)));
    }

    [Fact]
    public async Task Of_two_branches_that_ask_at_once_only_one_gets_what_is_left()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin().Budget(new RunBudget { Tokens = 100 })
            .Parallel(
                "fork",
                branches => branches.Function("a", (_, context) => Hold(context, gate)).Function("b", (_, context) => Hold(context, gate)),
                (state, results) => state with { Lines = state.Lines.AddRange([.. results.All.Select(result => result.Error?.Code ?? "made")]) },
                JoinPolicy.CollectErrors)
            .End());

        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();
        await UntilJournaledAsync(engine, run, body => body is EffectFailed);
        gate.Open();
        var result = await engine.WaitAsync(run);

        Assert.Single(gate.Came);
        Assert.Equal(["BTN2020", "made"], Talk.Text(result).Split(' ')[1..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_graph_can_hand_a_refused_call_to_a_person()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin().Budget(new RunBudget { Tokens = 10 })
            .Function("spend", async (state, context) => state with { Answer = await Spender.SpendAsync(context, "call", 20, 20) }, next: Graph.End)
            .Approval<Talk.Yes>("person", _ => new Question("no budget left", null), (state, yes) => state with { Lines = state.Lines.Add(yes.Ok ? "by hand" : "no") })
            .OnError("spend", "person").End());

        var waiting = await engine.RunAsync("talk", Talk.Input("a"));
        var result = await engine.AnswerAsync(waiting, new { ok = true });

        Assert.Equal("a by hand", Talk.Text(result));
    }

    [Fact]
    public async Task A_run_without_a_budget_writes_nothing_of_it()
    {
        await using var engine = await EngineFixture.StartStillAsync(Spender.InTurn(new RunBudget(), (60, 50)));

        var result = await engine.RunAsync("talk", Talk.Input("a"));

        var journal = await engine.JournalAsync(result.Run.Id);
        Assert.Equal((null, null), (journal.OfType<EffectStarted>().Single().Reserved, Spender.Spent(journal)));
    }

    [Fact]
    public async Task A_refusal_replays_as_it_was()
    {
        await using var engine = await EngineFixture.StartStillAsync(Spender.InTurn(new RunBudget { Tokens = 100 }, (60, 50), (60, 50)));
        var result = await engine.RunAsync("talk", Talk.Input("a"));

        var report = await engine.Replay.ReplayAsync(await engine.Replay.HistoryAsync("default", result.Run.Id, Token), Token);

        Assert.Empty(report.Differences);
    }

    private static ValueTask<string> Hold(NodeContext context, Gate gate) =>
        Spender.SpendAsync(context, "call", 60, 60, async call => await gate.PassAsync(context.Visit, call.Cancellation));

    private static ValueTask Count(ref int calls)
    {
        calls++;
        return default;
    }

    private static ValueTask Broken(EffectCall call, int attempt)
    {
        call.Spend(Spender.Cost(35));
        throw new TransientException($"Try {attempt} broke off.");
    }

    private static async Task UntilJournaledAsync(EngineFixture engine, Guid run, Func<EntryBody, bool> condition) =>
        await engine.UntilAsync(run, _ => engine.JournalAsync(run).GetAwaiter().GetResult().Exists(body => condition(body)));
}
