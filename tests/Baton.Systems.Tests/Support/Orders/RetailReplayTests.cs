using System.Text.Json;
using Baton.Support.Orders.Evaluation;

namespace Baton.Systems.Tests.Support.Orders;

public sealed class RetailReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_retail_task_ends_in_the_right_state()
    {
        var file = SharedData.Find("retail/tasks.json");
        Assert.SkipWhen(file is null, "../shared/data/retail is not there.");
        var tasks = await RetailTasks.ReadAsync(file, Token);

        var results = await RetailReplay.RunAsync(tasks, Token);

        Assert.Equal(57, results.Count);
        Assert.All(results, result => Assert.True(result.IsRight, $"{result.Id}: {string.Join('\n', result.Differences)}"));
        Assert.Equal(40, results.Count(result => result.IsSameHash));
    }

    [Fact]
    public async Task The_canonical_form_of_the_retail_data_has_the_published_hash()
    {
        var file = SharedData.Find("retail/db.json");
        Assert.SkipWhen(file is null, "../shared/data/retail is not there.");
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(file, Token));
        var state = RetailState.Of(document.RootElement);

        Assert.Equal("622d5a519463ff0737601805ac7048013e7edbb31eefd8e7ede420544e950df9", state.Sha256(state));
    }

    [Fact]
    public async Task A_wrong_end_state_is_told_leaf_by_leaf()
    {
        using var folder = new ShopFolder();
        var tasks = await ShopTasks.ReadAsync(folder, expectedReason: "ordered by mistake");

        var result = Assert.Single(await RetailReplay.RunAsync(tasks, Token));

        Assert.Equal(["orders/#W6/cancel_reason: nothing → \"no longer needed\" (expected \"ordered by mistake\")"], result.Differences);
    }

    [Fact]
    public async Task A_call_that_comes_out_otherwise_is_told()
    {
        using var folder = new ShopFolder();
        var tasks = await ShopTasks.ReadAsync(folder, expectedError: "Order not found");

        var result = Assert.Single(await RetailReplay.RunAsync(tasks, Token));

        Assert.Equal(["call 2, cancel_pending_order: done (expected Order not found)"], result.Differences);
    }

    [Theory]
    [InlineData(4, 4, 1, 1.0)]
    [InlineData(4, 2, 1, 0.5)]
    [InlineData(4, 2, 2, 1 / 6.0)]
    [InlineData(4, 3, 4, 0.0)]
    [InlineData(4, 0, 2, 0.0)]
    public void Passing_k_times_is_rarer_than_passing_once(int tries, int right, int k, double rate) => Assert.Equal(rate, PassRates.Of(tries, right, k), 9);
}
