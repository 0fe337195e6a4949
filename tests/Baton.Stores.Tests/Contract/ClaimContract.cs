using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Contract;

/// <summary>Whose turn it is in a pool.</summary>
public abstract class ClaimContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    [Fact]
    public async Task A_burst_of_one_graph_does_not_hold_another_up()
    {
        await PendingAsync(100, "a");
        await PendingAsync(1, "b");

        var claimed = await Claim(count: 2);

        Assert.Equal(["a", "b"], Graphs(claimed));
    }

    [Fact]
    public async Task A_burst_of_one_tenant_does_not_hold_another_up()
    {
        await PendingAsync(20, "desk", "busy");
        await PendingAsync(2, "desk", "calm");

        var claimed = await Claim(count: 4);

        Assert.Equal(["busy", "calm", "busy", "calm"], claimed.Select(run => run.Run.Tenant));
    }

    [Fact]
    public async Task Flows_take_turns_where_there_are_more_of_them_than_places()
    {
        foreach (var graph in (string[])["a", "b", "c", "d", "e"]) await PendingAsync(3, graph);
        var order = new List<string>();
        RunFlow? last = null;

        for (var claim = 0; claim < 5; claim++)
        {
            var claimed = await ClaimAfter(last, 2);
            order.AddRange(Graphs(claimed));
            last = new RunFlow(claimed[^1].Run.Tenant, claimed[^1].Run.Graph);
        }

        Assert.Equal(["a", "b", "c", "d", "e", "a", "b", "c", "d", "e"], order);
    }

    [Fact]
    public async Task Places_that_one_flow_does_not_need_go_to_the_others()
    {
        var many = await PendingAsync(20, "a");
        await PendingAsync(1, "b");
        await PendingAsync(3, "c");

        var claimed = await Claim(count: 12);

        Assert.Equal(["a", "b", "c", "a", "c", "a", "c", "a", "a", "a", "a", "a"], Graphs(claimed));
        Assert.Equal(many.Take(8), claimed.Where(run => run.Run.Graph == "a").Select(run => run.Run.Id));
    }

    [Fact]
    public async Task A_flow_gives_its_oldest_runs()
    {
        var runs = await PendingAsync(5, "a");

        var claimed = await ClaimAfter(new RunFlow("default", "a"), 3);

        Assert.Equal(runs.Take(3), claimed.Select(run => run.Run.Id));
    }

    [Fact]
    public async Task Runs_whose_delay_is_over_are_claimed_with_the_places_that_are_left()
    {
        var delayed = await PendingAsync(1, "a", delay: TimeSpan.FromSeconds(5));
        await PendingAsync(1, "b");
        AdvanceTime(TimeSpan.FromSeconds(10));

        var claimed = await Claim(count: 5);

        Assert.Equal(["b", "a"], Graphs(claimed));
        Assert.Equal(delayed[0], claimed[1].Run.Id);
    }

    [Fact]
    public async Task A_claim_says_how_long_a_run_was_pending_while_nothing_held_it_back()
    {
        await PendingAsync(1, "a");
        await PendingAsync(1, "a", delay: TimeSpan.FromSeconds(5));
        AdvanceTime(TimeSpan.FromSeconds(12));

        var claimed = await Claim();

        Assert.Equal([TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(7)], claimed.Select(run => run.Waited));
    }

    [Fact]
    public async Task Claims_at_once_give_every_run_to_one_server()
    {
        var runs = await PendingAsync(40, "a");
        runs.AddRange(await PendingAsync(40, "b"));

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Claim(count: 10))));
        var rest = await Claim(count: 80);

        Assert.Equal(runs.Order(), claims.SelectMany(claim => claim).Concat(rest).Select(run => run.Run.Id).Order());
    }

    private async Task<List<Guid>> PendingAsync(int count, string graph, string tenant = "default", TimeSpan delay = default)
    {
        var runs = new List<Guid>();
        for (var run = 0; run < count; run++)
        {
            var wish = Wish() with { Owner = null, Graph = graph, Tenant = tenant, Delay = delay };
            await Accept(wish);
            runs.Add(wish.Id);
        }

        return runs;
    }

    private ValueTask<IReadOnlyList<ClaimedRun>> ClaimAfter(RunFlow? last, int count)
    {
        var after = new Dictionary<string, RunFlow>(StringComparer.Ordinal);
        if (last is { } flow) after["support"] = flow;
        return Store.Runs.ClaimAsync(new(Server, new Dictionary<string, int>(StringComparer.Ordinal) { ["support"] = count }) { After = after }, Stop);
    }

    private static IEnumerable<string> Graphs(IEnumerable<ClaimedRun> claimed) => claimed.Select(run => run.Run.Graph);
}
