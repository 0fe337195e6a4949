using System.Text.Json;
using Baton.Agents.Cost.Cache;
using Baton.Agents.Loop;
using Baton.Agents.Memory;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Cost;

/// <summary>Answers that are given again.</summary>
public sealed class AnswerCacheTests
{
    [Fact]
    public async Task The_same_request_is_answered_from_the_cache_at_no_cost_and_says_so()
    {
        await using var desk = Desk();
        var server = await desk.ServerAsync();
        var first = await AskAsync(desk, server, "hi");

        var run = await CostDesk.StartAsync(server, "hi");
        var second = await desk.WaitAsync(server, run);

        Assert.Equal((1, Talk.Text(first)), (desk.Model.Calls, Talk.Text(second)));
        var answer = (await server.JournalAsync(run)).OfType<EffectCompleted>().Single().Result.Deserialize<ModelAnswer>(BatonJson.Options)!;
        Assert.Equal((true, 0m, 0L), (answer.Cached, answer.CostUsd, answer.Usage.InputTokens));
        var sum = Assert.Single(await desk.SumsAsync()).Amounts;
        Assert.Equal((2L, 1L, CostDesk.CallUsd), (sum.Calls, sum.FromCache, sum.CostUsd));
    }

    [Fact]
    public async Task Another_request_another_prompt_or_another_tenant_is_another_answer()
    {
        await using var desk = Desk();
        var server = await desk.ServerAsync();
        await AskAsync(desk, server, "hi");
        await AskAsync(desk, server, "ho");
        Assert.Equal(2, desk.Model.Calls);

        var run = await CostDesk.StartAsync(server, "hi", tenant: "other");
        await desk.WaitAsync(server, run, "other");
        Assert.Equal(3, desk.Model.Calls);

        desk.Agent("helper", "cache: { ttl: 11m }");
        await AskAsync(desk, await desk.ServerAsync(), "hi");
        Assert.Equal(4, desk.Model.Calls);
    }

    [Fact]
    public async Task Erasing_somebody_removes_the_answers_that_were_given_to_them_and_leaves_others()
    {
        await using var desk = Desk();
        var server = await desk.ServerAsync();
        async Task AskAsync(string text, string? user) =>
            await desk.WaitAsync(server, await CostDesk.StartAsync(server, text, configuration: user is null ? null : new { user_id = user }));
        await AskAsync("ann's", "ann");
        await AskAsync("bob's", "bob");
        await AskAsync("everybody's", null);
        await AskAsync("everybody's", "ann");
        Assert.Equal(3, desk.Model.Calls);

        await server.Host.Services.GetRequiredService<IMemory>().EraseAsync("default", "ann", "op", TestContext.Current.CancellationToken);

        await AskAsync("bob's", "bob");
        Assert.Equal(3, desk.Model.Calls);
        await AskAsync("ann's", "ann");
        await AskAsync("everybody's", null);
        Assert.Equal(5, desk.Model.Calls);
    }

    [Fact]
    public async Task An_answer_expires()
    {
        var time = new FakeTime();
        await using var desk = Desk(time);
        var server = await desk.ServerAsync();
        await AskAsync(desk, server, "hi");

        time.Advance(TimeSpan.FromMinutes(9));
        await AskAsync(desk, server, "hi");
        Assert.Equal(1, desk.Model.Calls);

        time.Advance(TimeSpan.FromMinutes(2));
        await AskAsync(desk, server, "hi");
        Assert.Equal(2, desk.Model.Calls);
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_one_calls()
    {
        await using var desk = Desk();
        var gate = new Gate();
        desk.Model.Answer = async (asked, token) => await gate.PassAsync(asked, token);
        var server = await desk.ServerAsync();
        var runs = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => CostDesk.StartAsync(server, "hi")));
        await gate.ArrivalAsync();
        foreach (var run in runs)
        {
            await server.Host.UntilAsync(run, row => row.Seq >= 4);
        }

        gate.Open();

        foreach (var run in runs) Assert.Equal(RunStatus.Success, (await desk.WaitAsync(server, run)).Run.Status);
        Assert.Equal(1, desk.Model.Calls);
    }

    [Fact]
    public async Task Who_waits_for_a_call_that_fails_calls_for_itself()
    {
        await using var desk = Desk();
        var gate = new Gate();
        desk.Model.Answer = async (asked, token) =>
        {
            var isFirst = desk.Model.Calls == 1;
            await gate.PassAsync(asked, token);
            return isFirst ? throw new PermanentException("no") : asked;
        };
        var server = await desk.ServerAsync();
        var first = await CostDesk.StartAsync(server, "hi");
        await gate.ArrivalAsync();
        var second = await CostDesk.StartAsync(server, "hi");
        await server.Host.UntilAsync(second, row => row.Seq >= 4);

        gate.Open();

        Assert.Equal(RunStatus.Error, (await desk.WaitAsync(server, first)).Run.Status);
        Assert.Equal(RunStatus.Success, (await desk.WaitAsync(server, second)).Run.Status);
    }

    [Fact]
    public async Task A_cache_that_fails_costs_a_call_and_nothing_else()
    {
        await using var desk = Desk();
        desk.Store.Records = new NoAnswers(desk.Store.Records);
        var server = await desk.ServerAsync();

        await AskAsync(desk, server, "hi");
        var second = await AskAsync(desk, server, "hi");

        Assert.Equal((RunStatus.Success, 2), (second.Run.Status, desk.Model.Calls));
    }

    [Fact]
    public async Task What_may_ask_for_tools_or_is_too_long_is_not_kept()
    {
        await using var desk = Desk();
        desk.Agent("worker", "tools: [look_up]\ncache: { ttl: 10m }");
        desk.Graphs.Add(CostDesk.Asking("work", "worker"));
        var server = await desk.ServerAsync();
        for (var n = 0; n < 2; n++) await desk.WaitAsync(server, await CostDesk.StartAsync(server, "hi", "work"));
        Assert.Equal(2, desk.Model.Calls);

        desk.Model.Answer = (_, _) => Task.FromResult(new string('x', AnswerCache.MostCharacters + 1));
        for (var n = 0; n < 2; n++) await AskAsync(desk, server, "long");
        Assert.Equal(4, desk.Model.Calls);
    }

    private static CostDesk Desk(TimeProvider? time = null)
    {
        var desk = new CostDesk(time);
        desk.Agent("helper", "cache: { ttl: 10m }");
        return desk;
    }

    private static async Task<RunResult> AskAsync(CostDesk desk, EngineFixture server, string text) => await desk.WaitAsync(server, await CostDesk.StartAsync(server, text));

    /// <summary>Records of which those of the cache cannot be used.</summary>
    private sealed class NoAnswers(IRecordStore inner) : IRecordStore
    {
        public ValueTask<StoredRecord?> FindAsync(string tenant, string collection, string id, CancellationToken cancellationToken) =>
            collection == AnswerCache.Collection ? throw new BatonException(ErrorCodes.StoreUnavailable, "down") : inner.FindAsync(tenant, collection, id, cancellationToken);

        public ValueTask<bool> ApplyAsync(string tenant, IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken) =>
            changes[0].Collection == AnswerCache.Collection ? throw new BatonException(ErrorCodes.StoreUnavailable, "down") : inner.ApplyAsync(tenant, changes, cancellationToken);

        public ValueTask<IReadOnlyList<StoredRecord>> QueryAsync(string tenant, string collection, string prefix, int offset, int limit, CancellationToken cancellationToken) =>
            inner.QueryAsync(tenant, collection, prefix, offset, limit, cancellationToken);

        public ValueTask<int> PruneAsync(string collection, TimeSpan olderThan, int limit, CancellationToken cancellationToken) =>
            inner.PruneAsync(collection, olderThan, limit, cancellationToken);
    }
}
