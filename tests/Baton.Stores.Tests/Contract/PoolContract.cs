using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Contract;

/// <summary>Shares of a pool's cap, and what is seen of pools.</summary>
public abstract class PoolContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    private const int Cap = 10;

    [Fact]
    public async Task Shares_never_come_to_more_than_the_cap()
    {
        var other = await JoinAsync();

        Assert.Equal(7, await ShareAsync(Server, 7));
        Assert.Equal(3, await ShareAsync(other, 7));
        Assert.Equal(7, await ShareAsync(Server, 10));
        Assert.Equal(5, await Store.Pools.ShareAsync(other, "sales", 5, 9, Stop));
    }

    [Fact]
    public async Task Servers_that_ask_at_once_get_no_more_than_the_cap_together()
    {
        var servers = new List<long> { Server };
        while (servers.Count < 6) servers.Add(await JoinAsync());

        var shares = await Task.WhenAll(servers.Select(server => Task.Run(() => ShareAsync(server, 3))));

        Assert.Equal(Cap, shares.Sum());
    }

    [Fact]
    public async Task A_smaller_wish_gives_places_back()
    {
        var other = await JoinAsync();
        await ShareAsync(Server, 10);

        Assert.Equal(4, await ShareAsync(Server, 4));

        Assert.Equal(6, await ShareAsync(other, 10));
    }

    [Fact]
    public async Task What_a_server_holds_is_not_taken_from_it()
    {
        var other = await JoinAsync();
        await Store.Pools.ShareAsync(Server, "support", 4, 4, Stop);
        await ShareAsync(other, 6);

        Assert.Equal(4, await Store.Pools.ShareAsync(Server, "support", 4, 4, Stop));
        Assert.Equal(6, await ShareAsync(other, 10));
    }

    [Fact]
    public async Task The_share_of_a_server_that_left_comes_free()
    {
        var other = await JoinAsync();
        await ShareAsync(other, 10);
        Assert.Equal(0, await ShareAsync(Server, 10));

        await Store.Servers.LeaveAsync(other, Stop);

        Assert.Equal(10, await ShareAsync(Server, 10));
    }

    [Fact]
    public async Task The_share_of_a_server_whose_lease_ran_out_comes_free()
    {
        var other = await Store.Servers.RegisterAsync("other", Lease, Stop);
        await ShareAsync(other, 10);
        AdvanceTime(Lease + Lease);

        await Store.Servers.ReapAsync(Server, Stop);

        Assert.Equal(10, await ShareAsync(Server, 10));
    }

    [Fact]
    public async Task A_dead_server_gets_no_share()
    {
        var other = await JoinAsync();
        await ShareAsync(other, 3);
        await Store.Servers.LeaveAsync(other, Stop);

        Assert.Equal(0, await ShareAsync(other, 3));
        Assert.Equal(10, await ShareAsync(Server, 10));
    }

    [Fact]
    public async Task Pools_show_their_queue_their_runs_and_their_shares()
    {
        await Accept(Wish() with { Owner = null });
        AdvanceTime(TimeSpan.FromSeconds(3));
        await Accept(Wish() with { Owner = null, Graph = "other" });
        await Accept(Wish() with { Owner = null, Delay = TimeSpan.FromMinutes(1), Pool = "later" });
        await Start();
        await ShareAsync(Server, 4);
        AdvanceTime(TimeSpan.FromSeconds(2));

        Assert.Equal(
            [
                new PoolRow("later") { Pending = 1 },
                new PoolRow("support") { Pending = 2, OldestAge = TimeSpan.FromSeconds(5), Running = 1, Shared = 4 },
            ],
            await Store.Pools.ListAsync(Stop));
    }

    [Fact]
    public async Task Runs_that_wait_for_their_turn_on_a_thread_are_not_in_the_queue()
    {
        await Start("case-1");
        await Accept(Wish("case-1") with { Strategy = MultitaskStrategy.Enqueue });

        Assert.Equal([new PoolRow("support") { Running = 1 }], await Store.Pools.ListAsync(Stop));
    }

    private async Task<long> JoinAsync() => await Store.Servers.RegisterAsync("other", TimeSpan.FromDays(365), Stop);

    private async Task<int> ShareAsync(long server, int wish) => await Store.Pools.ShareAsync(server, "support", Cap, wish, Stop);
}
