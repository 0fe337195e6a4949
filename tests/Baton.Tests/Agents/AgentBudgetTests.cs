using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;
using Baton.Tests.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Agents;

/// <summary>Budgets around real clients, against a server that speaks a provider's wire format.</summary>
public sealed class AgentBudgetTests : IAsyncLifetime
{
    private const int MostOutput = 500;
    private readonly string _directory = Directory.CreateTempSubdirectory("baton-agents-").FullName;
    private readonly Dictionary<string, string?> _settings = [];
    private WireServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await WireServer.StartAsync();
        await File.WriteAllTextAsync(
            Path.Combine(_directory, "helper.md"), "---\nname: helper\ntools: [look_up]\npolicies: { retries: 2 }\n---\nYou help.", TestContext.Current.CancellationToken);
        Set("provider", "openai");
        Set("model", "m");
        Set("base_url", _server.Address + "/v1");
        Set("max_output_tokens", $"{MostOutput}");
        Set("prices:input_per_million", "2.5");
        Set("prices:cached_input_per_million", "0.25");
        Set("prices:output_per_million", "10");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Prompt_and_longest_answer_are_reserved_and_what_the_provider_reports_is_spent()
    {
        _server.NextStream(Wire.OpenAIText(["Good day"]));

        var (_, journal) = await RunAsync(new RunBudget { CostUsd = 1 });

        var reserved = journal.OfType<EffectStarted>().Single().Reserved!;
        Assert.InRange(reserved.Tokens, MostOutput + 10, MostOutput + 300);
        Assert.Equal(((reserved.Tokens - MostOutput) * 2.5m / 1_000_000) + (MostOutput * 10m / 1_000_000), reserved.CostUsd);
        Assert.Equal(new Spending(1_200, 0.0036m, 1), journal.OfType<RunFinished>().Single().Spent);
    }

    [Fact]
    public async Task A_call_whose_longest_answer_would_pass_the_limit_is_not_made()
    {
        var (result, _) = await RunAsync(new RunBudget { Tokens = MostOutput });

        Assert.Equal(ErrorCodes.BudgetSpent, result.Error!.Code);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Without_prices_a_call_is_refused_under_a_limit_of_cost()
    {
        foreach (var key in _settings.Keys.Where(key => key.Contains("prices", StringComparison.Ordinal)).ToList()) _settings.Remove(key);

        var (result, _) = await RunAsync(new RunBudget { CostUsd = 100 });

        Assert.Equal(ErrorCodes.BudgetSpent, result.Error!.Code);
        Assert.Contains("prices", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retry_counts_as_a_call()
    {
        _server.NextStatus(500, "{}").NextStatus(500, "{}").NextStream(Wire.OpenAIText(["late"]));

        var (result, journal) = await RunAsync(new RunBudget { ModelCalls = 2 });

        Assert.Equal(ErrorCodes.BudgetSpent, result.Error!.Code);
        Assert.Equal(2, _server.Requests.Count);
        Assert.Equal(new Spending(0, 0, 2), journal.OfType<RunFinished>().Single().Spent);
    }

    [Fact]
    public async Task Half_an_answer_is_paid_for_as_far_as_it_came()
    {
        _server.NextStream(Wire.OpenAIText(["123", "456"], end: false)).NextStream(Wire.OpenAIText(["whole"]));

        var (_, journal) = await RunAsync(new RunBudget { Tokens = 100_000 });

        var reserved = journal.OfType<EffectStarted>().Single().Reserved!;
        Assert.Equal(reserved.Tokens - MostOutput + 2, journal.OfType<EffectFailed>().Single().Spent!.Tokens);
    }

    [Fact]
    public async Task Tools_that_would_pass_the_limit_of_tool_calls_are_not_called()
    {
        _server.NextStream(Wire.OpenAITools(("t1", "look_up", ["{}"]), ("t2", "look_up", ["{}"])));

        var (result, journal) = await RunAsync(new RunBudget { ToolCalls = 1 });

        Assert.Equal(ErrorCodes.BudgetSpent, result.Error!.Code);
        Assert.Single(journal.OfType<EffectStarted>(), started => started is { Effect: EffectKind.Tool, Reserved: not null });
    }

    private void Set(string key, string value) => _settings[$"Baton:Models:default:{key}"] = value;

    private async Task<(RunResult Result, List<EntryBody> Journal)> RunAsync(RunBudget budget)
    {
        var graph = Talk.Begin().Budget(budget).Agent<string>("help", "helper", state => state.Last, (state, text) => state with { Answer = text }).End();
        void Configure(IServiceCollection services)
        {
            services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
            new BatonBuilder(services).AddAgents(_directory).AddTool("look_up", () => "found");
        }

        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(graph) { Time = TimeProvider.System, Services = Configure });
        var result = await engine.RunAsync("talk", Talk.Input("hi"));
        return (result, await engine.JournalAsync(result.Run.Id));
    }
}
