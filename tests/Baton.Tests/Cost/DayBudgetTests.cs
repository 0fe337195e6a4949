using Baton.Agents.Cost.Budgets;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Tests.Engine;
using Microsoft.Extensions.Configuration;

namespace Baton.Tests.Cost;

/// <summary>What a graph and a user may spend in a day, over all servers.</summary>
public sealed class DayBudgetTests
{
    [Fact]
    public async Task Two_servers_together_never_pass_the_budget_of_a_graph()
    {
        await using var desk = new CostDesk();
        desk.Settings["Baton:Budgets:GraphDay:talk:Tokens"] = "60000";
        EngineFixture[] servers = [await desk.ServerAsync(), await desk.ServerAsync()];

        var runs = await Task.WhenAll(Enumerable.Range(0, 80).Select(n => CostDesk.StartAsync(servers[n % 2], $"{n}")));
        var results = await Task.WhenAll(runs.Select(run => desk.WaitAsync(servers[0], run)));

        var spent = Assert.Single(await desk.SumsAsync()).Amounts;
        Assert.InRange(spent.InputTokens + spent.OutputTokens, 1, 60_000);
        Assert.Equal(desk.Model.Calls, results.Count(result => result.Run.Status == RunStatus.Success));
        Assert.All(results.Where(result => result.Run.Status != RunStatus.Success), result => Assert.Equal(ErrorCodes.DayBudgetSpent, result.Error!.Code));
        Assert.InRange(desk.Model.Calls, 1, 79);
    }

    [Fact]
    public async Task A_call_that_would_pass_the_budget_is_refused_and_other_graphs_and_users_go_on()
    {
        await using var desk = new CostDesk();
        desk.Settings["Baton:Budgets:UserDay:*:CostUsd"] = "0.045";
        desk.Graphs.Add(CostDesk.Asking("other"));
        var server = await desk.ServerAsync();
        Task<Guid> Ask(string user) => CostDesk.StartAsync(server, "hi", configuration: new { user_id = user });

        // Each reserves about 0.041, and comes to 0.00264.
        var first = await desk.WaitAsync(server, await Ask("ann"));
        var second = await desk.WaitAsync(server, await Ask("ann"));
        var refused = await desk.WaitAsync(server, await Ask("ann"));
        var other = await desk.WaitAsync(server, await Ask("bob"));
        var nobody = await desk.WaitAsync(server, await CostDesk.StartAsync(server, "hi"));

        Assert.Equal([RunStatus.Success, RunStatus.Success, RunStatus.Error, RunStatus.Success, RunStatus.Success], new[] { first, second, refused, other, nobody }.Select(result => result.Run.Status));
        Assert.Equal(ErrorCodes.DayBudgetSpent, refused.Error!.Code);
        Assert.Contains("user 'ann' and day", refused.Error.Message, StringComparison.Ordinal);
        Assert.Equal(4, desk.Model.Calls);
    }

    [Fact]
    public async Task The_next_day_begins_anew()
    {
        var time = new FakeTime();
        await using var desk = new CostDesk(time);
        desk.Settings["Baton:Budgets:GraphDay:talk:ModelCalls"] = "1";
        var server = await desk.ServerAsync();
        await desk.WaitAsync(server, await CostDesk.StartAsync(server, "hi"));
        Assert.Equal(RunStatus.Error, (await desk.WaitAsync(server, await CostDesk.StartAsync(server, "hi"))).Run.Status);

        time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(RunStatus.Success, (await desk.WaitAsync(server, await CostDesk.StartAsync(server, "hi"))).Run.Status);
    }

    [Fact]
    public async Task At_four_fifths_one_run_carries_the_warning()
    {
        await using var desk = new CostDesk();
        desk.Settings["Baton:Budgets:GraphDay:*:ModelCalls"] = "5";
        EngineFixture[] servers = [await desk.ServerAsync(), await desk.ServerAsync()];
        var warned = new List<int>();

        for (var n = 0; n < 5; n++)
        {
            var run = await CostDesk.StartAsync(servers[n % 2], "hi");
            await desk.WaitAsync(servers[n % 2], run);
            if ((await servers[0].JournalAsync(run)).OfType<CustomWritten>().Any(written => written.Value.GetProperty("budget").GetString() == "graph 'talk' and day")) warned.Add(n + 1);
        }

        Assert.Equal([4], warned);
    }

    [Fact]
    public async Task A_store_that_cannot_say_what_is_left_holds_the_call_up_and_does_not_fail_it()
    {
        var time = new FakeTime();
        await using var desk = new CostDesk(time);
        desk.Settings["Baton:Budgets:GraphDay:*:ModelCalls"] = "5";
        var inner = desk.Store.Costs;
        desk.Store.Costs = new NoCosts(inner);
        var server = await desk.ServerAsync();

        var run = await CostDesk.StartAsync(server, "hi");
        await server.UntilAsync(run, RunStatus.Sleeping);
        Assert.Equal(0, desk.Model.Calls);

        desk.Store.Costs = inner;
        await server.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(1), row => row.Status == RunStatus.Success);
    }

    [Fact]
    public void Every_fault_of_the_configuration_is_named()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Baton:Budgets:GraphDay:talk:CostUsd"] = "much",
            ["Baton:Budgets:UserDay:ann:Requests"] = "4",
            ["Baton:Budgets:ModelMinute:m:Tokens"] = "-1",
            ["Baton:Budgets:TeamDay:x:Tokens"] = "1",
            ["Baton:Costs:KeepRuns"] = "0.01:00:00",
        }).Build();

        var refused = Assert.Throws<ValidationException>(() => new BudgetSettings(configuration));

        Assert.Equal(ErrorCodes.BudgetSettingInvalid, refused.Code);
        Assert.Equal(
            ["Baton:Budgets:GraphDay:talk:CostUsd", "Baton:Budgets:ModelMinute:m:Tokens", "Baton:Budgets:TeamDay", "Baton:Budgets:UserDay:ann", "Baton:Budgets:UserDay:ann:Requests", "Baton:Costs:KeepRuns"],
            refused.Faults.Select(fault => fault.Where).Order(StringComparer.Ordinal));
    }

    /// <summary>Accounts that cannot be reached for reservations.</summary>
    private sealed class NoCosts(ICostStore inner) : ICostStore
    {
        public ValueTask AddAsync(IReadOnlyList<CostRow> rows, CancellationToken cancellationToken) => inner.AddAsync(rows, cancellationToken);

        public ValueTask<IReadOnlyList<CostSum>> QueryAsync(CostQuery query, CancellationToken cancellationToken) => inner.QueryAsync(query, cancellationToken);

        public ValueTask<int> FoldAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken) => inner.FoldAsync(olderThan, limit, cancellationToken);

        public ValueTask<BudgetOutcome> ReserveAsync(IReadOnlyList<BudgetClaim> claims, CancellationToken cancellationToken) =>
            throw new BatonException(ErrorCodes.StoreUnavailable, "down");

        public ValueTask<IReadOnlyList<BudgetWindow>> SettleAsync(IReadOnlyList<BudgetShare> shares, CancellationToken cancellationToken) => inner.SettleAsync(shares, cancellationToken);

        public ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken) => inner.PruneAsync(olderThan, limit, cancellationToken);
    }
}
