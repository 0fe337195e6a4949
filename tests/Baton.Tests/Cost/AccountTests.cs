using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Tests.Engine;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Cost;

/// <summary>What is in the accounts after runs.</summary>
public sealed class AccountTests
{
    [Fact]
    public async Task A_call_is_charged_to_all_that_it_was_for_with_its_cached_tokens_priced_as_such()
    {
        await using var desk = new CostDesk();
        var server = await desk.ServerAsync();
        var run = await CostDesk.StartAsync(server, "hi", configuration: new { user_id = "ann", feature = "chat", vertical = "retail" });
        await desk.WaitAsync(server, run);

        var sum = Assert.Single(await desk.SumsAsync([.. Enum.GetValues<CostDimension>().Skip(1)]));

        Assert.Equal([run.ToString("D"), "talk", "ask", "helper", "scripted", "ann", "chat", "retail"], sum.Keys);
        Assert.Equal((1L, 0L, 1_000L, 400L, 200L, CostDesk.CallUsd), (sum.Amounts.Calls, sum.Amounts.Failed, sum.Amounts.InputTokens, sum.Amounts.CachedInputTokens, sum.Amounts.OutputTokens, sum.Amounts.CostUsd));
    }

    [Fact]
    public async Task What_a_run_does_not_say_is_uncategorized()
    {
        await using var desk = new CostDesk();
        var server = await desk.ServerAsync();
        await desk.WaitAsync(server, await CostDesk.StartAsync(server, "hi", metadata: new { feature = "  ", vertical = 7 }));

        Assert.Equal(["uncategorized", "uncategorized", "7"], Assert.Single(await desk.SumsAsync(CostDimension.User, CostDimension.Feature, CostDimension.Vertical)).Keys);
    }

    [Fact]
    public async Task A_child_run_works_for_whom_its_parent_works()
    {
        await using var desk = new CostDesk();
        desk.Graphs.Add(Talk.Begin("parent").Child<Talk.Said, Talk.Reply>("child", "talk", state => new Talk.Said(state.Last), (state, reply) => state with { Lines = state.Lines.Add(reply.Text) }).End());
        var server = await desk.ServerAsync();
        var run = await CostDesk.StartAsync(server, "hi", "parent", metadata: new { user_id = "ann" });
        Assert.Equal(RunStatus.Success, (await desk.WaitAsync(server, run)).Run.Status);

        Assert.Equal(["ann", "talk"], Assert.Single(await desk.SumsAsync(CostDimension.User, CostDimension.Graph)).Keys);
    }

    [Fact]
    public async Task An_answer_that_a_provider_counts_and_withholds_is_charged()
    {
        await using var desk = new CostDesk();
        (desk.Model.Answer, desk.Model.Finish) = ((_, _) => Task.FromResult(""), ChatFinishReason.ContentFilter);
        var server = await desk.ServerAsync();
        Assert.Equal(ErrorCodes.AnswerWithheld, (await desk.WaitAsync(server, await CostDesk.StartAsync(server, "hi"))).Error!.Code);

        var sum = Assert.Single(await desk.SumsAsync());

        Assert.Equal((1L, 1L, 1_000L, 200L, CostDesk.CallUsd), (sum.Amounts.Calls, sum.Amounts.Failed, sum.Amounts.InputTokens, sum.Amounts.OutputTokens, sum.Amounts.CostUsd));
    }

    [Fact]
    public async Task Tries_that_fail_are_charged_as_failed()
    {
        await using var desk = new CostDesk();
        desk.Model.Answer = (asked, _) => desk.Model.Calls == 1 ? throw new TransientException("busy") : Task.FromResult(asked);
        var server = await desk.ServerAsync();
        await desk.WaitAsync(server, await CostDesk.StartAsync(server, "hi"));

        var sum = Assert.Single(await desk.SumsAsync());

        Assert.Equal((2L, 1L, 1_000L, CostDesk.CallUsd), (sum.Amounts.Calls, sum.Amounts.Failed, sum.Amounts.InputTokens, sum.Amounts.CostUsd));
    }

    [Fact]
    public async Task A_call_whose_provider_counts_nothing_is_unpriced()
    {
        await using var desk = new CostDesk();
        desk.Model.Usage = null;
        var server = await desk.ServerAsync();
        await desk.WaitAsync(server, await CostDesk.StartAsync(server, "hi"));

        Assert.Equal((1L, 1L, 0m), Assert.Single(await desk.SumsAsync()) is { Amounts: var sum } ? (sum.Calls, sum.Unpriced, sum.CostUsd) : default);
    }

    [Fact]
    public async Task A_run_that_journals_nothing_between_start_and_end_is_charged_all_the_same()
    {
        await using var desk = new CostDesk();
        desk.Graphs.Add(Talk.Begin("brief").NotResumable().Agent<string>("ask", "helper", state => state.Last, (state, text) => state with { Answer = text })
            .Agent<string>("again", "helper", state => state.Last, (state, text) => state with { Answer = text }).End());
        var server = await desk.ServerAsync();
        await desk.WaitAsync(server, await CostDesk.StartAsync(server, "hi", "brief"));

        Assert.Equal(2, Assert.Single(await desk.SumsAsync()).Amounts.Calls);
    }

    [Fact]
    public async Task A_call_with_its_result_is_counted_once_over_a_crash_and_one_that_was_lost_when_it_is_repeated()
    {
        var gate = new Gate();
        await using var desk = new CostDesk(new Baton.Engine.Testing.FakeTime());
        desk.Graphs.Add(Talk.Begin("two").Agent<string>("first", "helper", state => state.Last, (state, text) => state with { Answer = text })
            .Agent<string>("second", "helper", state => "hold", (state, text) => state with { Answer = text }).End());
        desk.Model.Answer = async (asked, token) => asked == "hold" ? await gate.PassAsync(asked, token) : asked;
        await using var store = new Baton.Engine.Stores.InMemory.InMemoryStore(desk.Time);
        var server = await desk.ServerAsync(store);
        var run = await CostDesk.StartAsync(server, "hi", "two");
        await gate.ArrivalAsync();

        await server.Host.CrashAsync();
        gate.Open();
        await desk.WaitAsync(server, run);

        var today = DateOnly.FromDateTime(desk.Time.GetUtcNow().UtcDateTime);
        var sums = await store.Costs.QueryAsync(new CostQuery("default", today, today) { By = [CostDimension.Node] }, TestContext.Current.CancellationToken);
        Assert.Equal([("first", 1L), ("second", 1L)], sums.Select(sum => (sum.Keys[0], sum.Amounts.Calls)));
        Assert.Equal(3, desk.Model.Calls);
    }
}
