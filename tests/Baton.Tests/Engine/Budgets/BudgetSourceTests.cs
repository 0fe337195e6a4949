using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Policies;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Engine.Budgets;

/// <summary>Where a run's budget comes from: graph, server, caller.</summary>
public sealed class BudgetSourceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_server_gives_what_the_graph_leaves_out()
    {
        var budget = await BudgetAsync(new RunBudget { Tokens = 100 }, new RunBudget { Tokens = 50, ModelCalls = 3 }, null);

        Assert.Equal(new RunBudget { Tokens = 100, ModelCalls = 3 }, budget);
    }

    [Fact]
    public async Task A_caller_lowers_a_limit_and_never_raises_one()
    {
        var budget = await BudgetAsync(new RunBudget { Tokens = 100, CostUsd = 1 }, null, new RunBudget { Tokens = 10, CostUsd = 5, ToolCalls = 2 });

        Assert.Equal(new RunBudget { Tokens = 10, CostUsd = 1, ToolCalls = 2 }, budget);
    }

    [Fact]
    public async Task Without_any_limit_there_is_no_budget() => Assert.Null(await BudgetAsync(new RunBudget(), null, null));

    [Fact]
    public async Task A_caller_with_a_limit_below_zero_is_refused()
    {
        Assert.Equal(ErrorCodes.InputInvalid, await EngineFixture.CodeAsync(() => BudgetAsync(new RunBudget(), null, new RunBudget { Tokens = -1 })));
    }

    [Fact]
    public void A_graph_with_a_limit_below_zero_is_a_fault()
    {
        var invalid = Assert.Throws<ValidationException>(() => Spender.InTurn(new RunBudget { ModelCalls = -1 }));

        Assert.Equal(ErrorCodes.OutOfRange, Assert.Single(invalid.Faults).Code);
    }

    [Fact]
    public void A_server_s_default_is_read_from_its_configuration()
    {
        var settings = new Dictionary<string, string?> { ["Baton:Engine:Budget:CostUsd"] = "0.5", ["Baton:Engine:Budget:ModelCalls"] = "7" };
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).AddBatonEngine().BuildServiceProvider();

        Assert.Equal(new RunBudget { CostUsd = 0.5m, ModelCalls = 7 }, services.GetRequiredService<EngineOptions>().Budget);
    }

    [Fact]
    public void A_budget_is_no_part_of_what_a_version_is()
    {
        Assert.Equal(
            Spender.InTurn(new RunBudget()).Describe().Fingerprint, Spender.InTurn(new RunBudget { Tokens = 5 }).Describe().Fingerprint);
    }

    private static async Task<RunBudget?> BudgetAsync(RunBudget graph, RunBudget? server, RunBudget? caller)
    {
        void Configure(EngineOptions options) => options.Budget = server ?? options.Budget;
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Spender.InTurn(graph)) { Engine = Configure });
        var started = await engine.Runs.StartAsync(new RunRequest("talk") { Input = EngineFixture.Json(Talk.Input("a")), Budget = caller }, Token);
        await engine.WaitAsync(started.Run.Id);
        return (await engine.JournalAsync(started.Run.Id)).OfType<RunStarted>().Single().Budget;
    }
}
