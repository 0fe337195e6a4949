using Baton.Agents.Cost.Kill;
using Baton.Agents.Knowledge;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Search;
using Baton.Errors;
using Baton.Tests.Engine;
using Baton.Tests.Knowledge;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Cost;

/// <summary>Embeddings pass the same gate as models' calls.</summary>
public sealed class EmbeddingCostTests : IAsyncDisposable
{
    private static readonly KnowledgeDocument[] Documents = [new("fees.md", "Wire fees", "A domestic wire costs 25 dollars.")];
    private readonly CostDesk _desk = new() { Letters = new LetterEmbeddings() };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_indexing_costs_is_in_the_accounts()
    {
        await PutAsync(await _desk.ServerAsync());

        var sum = Assert.Single(await _desk.SumsAsync(CostDimension.Agent, CostDimension.Model, CostDimension.Graph, CostDimension.Run));
        Assert.Equal(["knowledge", "letters", "uncategorized", ""], sum.Keys);
        Assert.Equal((1, true), (sum.Amounts.Calls, sum.Amounts.InputTokens > 0));
        Assert.Equal(sum.Amounts.InputTokens * 10_000, sum.Amounts.NanoUsd);
    }

    [Fact]
    public async Task What_an_agent_looks_up_is_charged_to_its_run_user_and_agent()
    {
        _desk.Agent("helper", "knowledge: { collections: [bank], mode: always }");
        var server = await _desk.ServerAsync();
        await PutAsync(server);

        var run = await CostDesk.StartAsync(server, "wire", configuration: new { user_id = "ann" });
        Assert.Equal(RunStatus.Success, (await _desk.WaitAsync(server, run)).Run.Status);

        var sums = await _desk.SumsAsync(CostDimension.Model, CostDimension.Agent, CostDimension.User, CostDimension.Run);
        Assert.Contains(sums, sum => sum.Keys.SequenceEqual(["letters", "helper", "ann", run.ToString("D")]) && sum.Amounts is { Calls: 1, NanoUsd: > 0 });
    }

    [Fact]
    public async Task The_kill_switch_stops_indexing_and_leaves_questions_to_words()
    {
        var server = await _desk.ServerAsync();
        await PutAsync(server);
        await CostDesk.Switch(server).SetAsync("default", new KillRules { Models = ["letters"] }, Token);

        var refused = await Assert.ThrowsAsync<CallHeldException>(async () => await PutAsync(server, new KnowledgeDocument("x", "X", "New.")));
        var hits = await FindAsync(server);

        Assert.Equal(ErrorCodes.KillSwitchOn, refused.Code);
        Assert.Single(hits);
        Assert.Equal(1, _desk.Letters!.Calls);
    }

    [Fact]
    public async Task The_limit_of_a_models_minute_holds_for_embeddings()
    {
        _desk.Settings["Baton:Budgets:ModelMinute:letters:Requests"] = "1";
        var server = await _desk.ServerAsync();
        await PutAsync(server);

        var refused = await Assert.ThrowsAsync<CallHeldException>(async () => await PutAsync(server, new KnowledgeDocument("x", "X", "New.")));

        Assert.Equal((ErrorCodes.ModelRateLimited, 1), (refused.Code, _desk.Letters!.Calls));
    }

    [Fact]
    public async Task A_question_counts_in_the_budget_of_its_graphs_day()
    {
        _desk.Settings["Baton:Budgets:GraphDay:talk:ModelCalls"] = "1";
        _desk.Agent("helper", "knowledge: { collections: [bank], mode: always }");
        var server = await _desk.ServerAsync();
        await PutAsync(server);

        var result = await _desk.WaitAsync(server, await CostDesk.StartAsync(server, "wire"));

        Assert.Equal((ErrorCodes.DayBudgetSpent, 0), (result.Error?.Code, _desk.Model.Calls));
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    private static async Task PutAsync(EngineFixture server, params KnowledgeDocument[] documents) =>
        await server.Host.Services.GetRequiredService<KnowledgeIndex>().PutAsync("default", "bank", documents.Length == 0 ? Documents : documents, Token);

    private static async Task<IReadOnlyList<SearchHit>> FindAsync(EngineFixture server) =>
        await server.Host.Services.GetRequiredService<KnowledgeSearch>().FindAsync(new SearchQuery("default", ["bank"], "wire", 5), Token);
}
