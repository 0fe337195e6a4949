using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Policies;
using Baton.Tests.Engine;

namespace Baton.Tests.Cost;

/// <summary>What a model may be asked in a minute.</summary>
public sealed class RateLimitTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Calls_above_the_limit_wait_for_the_next_minute_without_using_up_their_tries()
    {
        var time = new FakeTime();
        await using var desk = new CostDesk(time);
        desk.Settings["Baton:Budgets:ModelMinute:scripted:Requests"] = "2";
        var server = await desk.ServerAsync();
        var began = time.GetUtcNow();

        var runs = new List<Guid>();
        for (var n = 0; n < 12; n++) runs.Add(await CostDesk.StartAsync(server, $"{n}"));
        await CostDesk.UntilAsync(() => desk.Model.Calls == 2);
        foreach (var run in runs.Skip(2)) await server.Host.UntilAsync(run, row => row.Status is RunStatus.Sleeping or RunStatus.Success);
        Assert.Equal(2, desk.Model.Calls);
        foreach (var run in runs) await server.Host.AdvanceUntilAsync(run, Step, row => row.Status == RunStatus.Success);

        // Two a minute: the last two come five minutes later, after five waits, of which none counts as one of their three tries.
        Assert.InRange(time.GetUtcNow() - began, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(9));
        Assert.Equal(12, desk.Model.Calls);
        var waits = (await Task.WhenAll(runs.Select(run => server.JournalAsync(run)))).Max(journal => journal.OfType<EffectFailed>().Count(failed => failed.Held));
        Assert.True(waits >= 3, $"{waits} waits");
    }

    [Fact]
    public async Task The_limit_holds_over_two_servers()
    {
        var time = new FakeTime();
        await using var desk = new CostDesk(time);
        desk.Settings["Baton:Budgets:ModelMinute:*:Requests"] = "3";
        EngineFixture[] servers = [await desk.ServerAsync(), await desk.ServerAsync()];

        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => CostDesk.StartAsync(servers[n % 2], $"{n}")));
        foreach (var run in runs) await servers[0].Host.UntilAsync(run, row => row.Status is RunStatus.Sleeping or RunStatus.Success);

        Assert.Equal(3, desk.Model.Calls);
    }

    [Fact]
    public async Task A_wait_takes_nothing_of_the_runs_budget_and_replays_like_any_other()
    {
        var time = new FakeTime();
        await using var desk = new CostDesk(time);
        desk.Settings["Baton:Budgets:ModelMinute:scripted:Requests"] = "1";
        desk.Settings["Baton:Budgets:GraphDay:*:ModelCalls"] = "2";
        desk.Graphs[0] = Talk.Begin().Budget(new RunBudget { ModelCalls = 1 }).Agent<string>("ask", "helper", state => state.Last, (state, text) => state with { Answer = text }).End();
        var server = await desk.ServerAsync();
        await desk.WaitAsync(server, await CostDesk.StartAsync(server, "first"));
        var run = await CostDesk.StartAsync(server, "second");
        await server.UntilAsync(run, RunStatus.Sleeping);
        await server.Host.AdvanceUntilAsync(run, Step, row => row.Status is RunStatus.Success or RunStatus.Error);

        Assert.Equal(new Spending(1_200, CostDesk.CallUsd, 1), (await server.JournalAsync(run)).OfType<RunFinished>().Single().Spent);
        Assert.Single((await server.JournalAsync(run)).OfType<CustomWritten>());
        var history = await server.Replay.HistoryAsync("default", run, TestContext.Current.CancellationToken);
        Assert.Empty((await server.Replay.ReplayAsync(history, TestContext.Current.CancellationToken)).Differences);
        Assert.Equal(2, desk.Model.Calls);
    }

    [Fact]
    public async Task A_call_that_is_larger_than_the_whole_limit_fails()
    {
        await using var desk = new CostDesk();
        desk.Settings["Baton:Budgets:ModelMinute:scripted:Tokens"] = "100";
        var server = await desk.ServerAsync();

        var result = await desk.WaitAsync(server, await CostDesk.StartAsync(server, "hi"));

        Assert.Equal(ErrorCodes.ModelRateLimited, result.Error!.Code);
        Assert.Equal(0, desk.Model.Calls);
    }

    [Fact]
    public async Task A_call_that_waits_is_still_there_after_a_crash()
    {
        var time = new FakeTime();
        await using var desk = new CostDesk(time);
        await using var store = new Baton.Engine.Stores.InMemory.InMemoryStore(time);
        desk.Settings["Baton:Budgets:ModelMinute:scripted:Requests"] = "1";
        var server = await desk.ServerAsync(store);
        await desk.WaitAsync(server, await CostDesk.StartAsync(server, "first"));
        var run = await CostDesk.StartAsync(server, "second");
        await server.Host.UntilAsync(run, row => row.Status == RunStatus.Sleeping);

        await server.Host.CrashAsync();

        await server.Host.AdvanceUntilAsync(run, Step, row => row.Status == RunStatus.Success);
        Assert.Equal(2, desk.Model.Calls);
    }
}
