using Baton.Engine.Journal;
using Baton.Engine.Replay;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class ReplayTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Engine", "Golden");

    public static TheoryData<string> Goldens => [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Goldens))]
    public async Task A_golden_history_replays_without_a_difference(string file)
    {
        await using var engine = await EngineFixture.StartAsync(Scenarios.All);
        var history = RunHistory.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken));

        var report = await engine.Replay.ReplayAsync(history, TestContext.Current.CancellationToken);

        Assert.Empty(report.Differences);
        Assert.True(report.Compared > 2, $"Only {report.Compared} entries were compared.");
    }

    [Fact]
    public async Task A_changed_graph_is_told_apart_from_its_history()
    {
        await using var engine = await EngineFixture.StartAsync(Scenarios.All);
        var result = await engine.RunAsync("discount", new { customer = "Ada", amounts = new[] { 10, 20 } });
        var history = await engine.Replay.HistoryAsync("default", result.Run.Id, TestContext.Current.CancellationToken);
        var changed = Graph
            .Define<Scenarios.Order, Scenarios.OrderState, Scenarios.Receipt>("discount", 1)
            .Start(order => new Scenarios.OrderState(order.Customer, order.Amounts))
            .Function("sum", state => state with { Total = state.Amounts.Sum() + 1 })
            .Function("cut", async (state, context) => state with { Total = state.Total - await context.EffectAsync("cut", _ => new ValueTask<int>(1)) })
            .Return(state => new Scenarios.Receipt(state.Customer, state.Total, state.Approved, [.. state.Notes]));
        await using var today = await EngineFixture.StartAsync(changed);

        var report = await today.Replay.ReplayAsync(history, TestContext.Current.CancellationToken);

        Assert.Equal(["checkpoint sum#1", "checkpoint cut#1", "end of the run"], report.Differences.Select(difference => difference.What));
    }

    [Fact]
    public async Task A_new_call_is_a_difference_and_is_not_made()
    {
        await using var engine = await EngineFixture.StartAsync(Scenarios.All);
        var result = await engine.RunAsync("discount", new { customer = "Ada", amounts = new[] { 10 } });
        var history = await engine.Replay.HistoryAsync("default", result.Run.Id, TestContext.Current.CancellationToken);
        var calls = 0;
        var changed = Graph
            .Define<Scenarios.Order, Scenarios.OrderState, Scenarios.Receipt>("discount", 1)
            .Start(order => new Scenarios.OrderState(order.Customer, order.Amounts))
            .Function("sum", async (state, context) => state with { Total = await context.EffectAsync("new", _ => new ValueTask<int>(++calls)) })
            .Return(state => new Scenarios.Receipt(state.Customer, state.Total, state.Approved, [.. state.Notes]));
        await using var today = await EngineFixture.StartAsync(changed);

        var report = await today.Replay.ReplayAsync(history, TestContext.Current.CancellationToken);

        Assert.Contains(report.Differences, difference => difference.What == "effect new of sum#1");
        Assert.Equal(0, calls);
    }

    /// <summary>Records the golden histories anew, where the variable BATON_RECORD names their folder in the source tree.</summary>
    [Fact]
    public async Task Golden_histories_can_be_recorded_again()
    {
        var folder = Environment.GetEnvironmentVariable("BATON_RECORD") ?? Directory.CreateTempSubdirectory("baton-golden-").FullName;
        await using var engine = await EngineFixture.StartAsync(Scenarios.All);
        var input = new { customer = "Ada", amounts = new[] { 30, 40 } };
        foreach (var graph in Scenarios.All)
        {
            var result = await engine.RunAsync(graph.Id, input, $"thread-{graph.Id}");
            if (result.Run.Status == RunStatus.Waiting)
            {
                var sent = await engine.Runs.AnswerAsync("default", result.Tickets[0].Id, new TicketAnswer(EngineFixture.Json(new { approve = true })), TestContext.Current.CancellationToken);
                Assert.Equal(SendOutcome.Delivered, sent);
                await engine.UntilAsync(result.Run.Id, row => row.Status == RunStatus.Success);
            }

            var history = await engine.Replay.HistoryAsync("default", result.Run.Id, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{graph.Id}.json"), history.ToJson(), TestContext.Current.CancellationToken);
            Assert.Empty((await engine.Replay.ReplayAsync(RunHistory.Parse(history.ToJson()), TestContext.Current.CancellationToken)).Differences);
        }
    }

    /// <summary>As above, for a run that begins with a snapshot.</summary>
    [Fact]
    public async Task A_golden_history_with_a_snapshot_can_be_recorded_again()
    {
        var folder = Environment.GetEnvironmentVariable("BATON_RECORD") ?? Directory.CreateTempSubdirectory("baton-golden-").FullName;
        await using var engine = await EngineFixture.StartAsync(Scenarios.All);
        var last = default(RunResult);
        for (var turn = 0; turn <= StateSnapshots.Spacing; turn++) last = await engine.RunAsync("discount", new { customer = "Ada", amounts = new[] { turn, 40 } }, "long");

        var history = await engine.Replay.HistoryAsync("default", last!.Run.Id, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "discount-snapshot.json"), history.ToJson(), TestContext.Current.CancellationToken);

        Assert.Contains(history.Entries, entry => entry.Kind == EntryKind.Snapshot);
        Assert.Empty((await engine.Replay.ReplayAsync(RunHistory.Parse(history.ToJson()), TestContext.Current.CancellationToken)).Differences);
    }
}
