using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Contract;

public abstract class HousekeepingContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(7);

    [Fact]
    public async Task Incarnations_are_never_used_again()
    {
        await Store.Servers.LeaveAsync(Server, Stop);

        Assert.True(await Store.Servers.RegisterAsync("second", Lease, Stop) > Server);
    }

    [Fact]
    public async Task A_server_that_was_declared_dead_learns_it_from_its_heartbeat()
    {
        Assert.NotNull(await Store.Servers.HeartbeatAsync(Server, Lease, Stop));
        AdvanceTime(Lease * 2);
        var second = await Store.Servers.RegisterAsync("second", Lease, Stop);

        await Store.Servers.ReapAsync(second, Stop);

        Assert.Null(await Store.Servers.HeartbeatAsync(Server, Lease, Stop));
        Assert.NotNull(await Store.Servers.HeartbeatAsync(second, Lease, Stop));
        Assert.Empty(await Claim(Server));
    }

    [Fact]
    public async Task A_heartbeat_tells_the_stores_time()
    {
        var before = (await Store.Servers.HeartbeatAsync(Server, Lease, Stop))!.Value;
        AdvanceTime(TimeSpan.FromMinutes(1));

        var after = (await Store.Servers.HeartbeatAsync(Server, Lease, Stop))!.Value;

        Assert.InRange(after - before, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_dead_server_declares_nobody_dead()
    {
        await Store.Servers.HeartbeatAsync(Server, Lease, Stop);
        AdvanceTime(Lease * 2);
        var second = await Store.Servers.RegisterAsync("second", Lease, Stop);
        await Store.Servers.ReapAsync(second, Stop);
        var lease = (await Accept(Wish() with { Owner = second })).Lease!;

        Assert.Equal(0, await Store.Servers.ReapAsync(Server, Stop));

        Assert.Equal(AppendStatus.Committed, (await Append(lease, Entry(2))).Status);
    }

    [Fact]
    public async Task The_runs_of_a_dead_server_go_to_the_next_one()
    {
        var lease = await Start("case-1");
        var parked = await Start();
        await Park(parked, 2);
        await Store.Servers.HeartbeatAsync(Server, Lease, Stop);
        AdvanceTime(Lease * 2);
        var second = await Store.Servers.RegisterAsync("second", Lease, Stop);

        Assert.Equal(1, await Store.Servers.ReapAsync(second, Stop));
        Assert.Equal(0, await Store.Servers.ReapAsync(second, Stop));

        var claimed = Assert.Single(await Claim(second));
        Assert.Equal((lease.Run, 2), (claimed.Run.Id, claimed.Lease.Epoch));
        Assert.Equal(RunStatus.Waiting, (await Row(parked.Run)).Status);
    }

    [Fact]
    public async Task A_server_that_leaves_hands_its_runs_on()
    {
        var lease = await Start();

        await Store.Servers.LeaveAsync(Server, Stop);

        var row = await Row(lease.Run);
        Assert.Equal((RunStatus.Pending, null), (row.Status, row.Owner));
        Assert.Equal(AppendStatus.Fenced, (await Append(lease, Entry(2))).Status);
        Assert.Null(await Store.Servers.HeartbeatAsync(Server, Lease, Stop));
    }

    [Fact]
    public async Task Runs_are_found_by_what_they_are()
    {
        var first = await Start("case-1");
        await Finish(first, 2);
        var second = await Accept(Wish("case-1") with { Assistant = "vip" });
        var third = await Accept(Wish() with { Tenant = "other", Graph = "sales", Parent = new(first.Run, "t", first.Run) });

        Assert.Equal([second.Run!.Id, first.Run], await Ids(new("default")));
        Assert.Equal([first.Run, second.Run.Id], await Ids(new("default") { OldestFirst = true }));
        Assert.Equal([third.Run!.Id, second.Run.Id, first.Run], await Ids(new(null)));
        Assert.Equal([first.Run], await Ids(new("default") { Statuses = [RunStatus.Success, RunStatus.Error] }));
        Assert.Equal([second.Run.Id], await Ids(new("default") { Assistant = "vip" }));
        Assert.Equal([third.Run.Id], await Ids(new(null) { Graph = "sales" }));
        Assert.Equal([third.Run.Id], await Ids(new(null) { Parent = first.Run }));
        Assert.Equal([second.Run.Id, first.Run], await Ids(new("default") { Thread = "case-1" }));
        Assert.Equal([first.Run], await Ids(new("default") { Offset = 1, Limit = 1 }));
        Assert.Null(await Store.Runs.FindAsync("other", first.Run, Stop));
    }

    [Fact]
    public async Task Old_runs_on_no_thread_are_pruned_with_all_they_left()
    {
        var old = await Accept(Wish() with { IdempotencyKey = "k" });
        await Finish(old.Lease!, 2);
        AdvanceTime(Age);
        var young = await Start();
        await Finish(young, 2);
        AdvanceTime(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await Store.Runs.PruneAsync(Age, 100, Stop));

        Assert.Null(await Store.Runs.FindAsync("default", old.Run!.Id, Stop));
        Assert.Empty(await Store.Runs.ReadAsync(old.Run.Id, 0, 10, Stop));
        Assert.NotNull(await Store.Runs.FindAsync("default", young.Run, Stop));
        Assert.Equal(AcceptStatus.Accepted, (await Accept(Wish() with { IdempotencyKey = "k" })).Status);
        Assert.Empty(await Store.CheckIntegrityAsync(Stop));
    }

    [Fact]
    public async Task Unfinished_runs_are_never_pruned()
    {
        var running = await Start();
        var parked = await Start();
        await Park(parked, 2);
        AdvanceTime(Age * 2);

        Assert.Equal(0, await Store.Runs.PruneAsync(Age, 100, Stop));

        Assert.Equal(RunStatus.Running, (await Row(running.Run)).Status);
        Assert.Equal(RunStatus.Waiting, (await Row(parked.Run)).Status);
    }

    [Fact]
    public async Task A_thread_goes_as_a_whole_once_it_has_been_idle_long_enough()
    {
        var first = await Start("case-1");
        await Finish(first, 2, head: new(first.Run, 2));
        AdvanceTime(Age);
        var second = await Start("case-1");
        await Finish(second, 2, head: new(second.Run, 2));
        AdvanceTime(TimeSpan.FromSeconds(1));

        // The second run goes on from the first one's state.
        Assert.Equal(0, await Store.Runs.PruneAsync(Age, 100, Stop));
        AdvanceTime(Age);
        Assert.Equal(2, await Store.Runs.PruneAsync(Age, 100, Stop));

        Assert.Null(await Store.Threads.FindAsync("default", "case-1", Stop));
    }

    [Fact]
    public async Task A_thread_that_never_had_a_run_is_not_pruned()
    {
        await Store.Threads.CreateAsync(new("default", "case-1"), Stop);
        AdvanceTime(Age * 2);

        Assert.Equal(0, await Store.Runs.PruneAsync(Age, 100, Stop));
        Assert.NotNull(await Store.Threads.FindAsync("default", "case-1", Stop));
    }

    [Fact]
    public async Task A_child_stays_while_its_parent_lives()
    {
        var parent = await Start();
        var child = await Accept(Wish() with { Parent = new(parent.Run, "t1", parent.Run) });
        await Finish(child.Lease!, 2);
        AdvanceTime(Age * 2);

        Assert.Equal(0, await Store.Runs.PruneAsync(Age, 100, Stop));
        Assert.NotNull(await Store.Runs.FindAsync("default", child.Run!.Id, Stop));
    }

    [Fact]
    public async Task A_child_stays_while_its_parent_may_be_forked()
    {
        var parent = await Start("case-1");
        var child = await Accept(Wish() with { Parent = new(parent.Run, "t1", parent.Run) });
        await Finish(child.Lease!, 2);
        AdvanceTime(Age * 2);
        await Finish(parent, 2, head: new(parent.Run, 2));

        Assert.Equal(0, await Store.Runs.PruneAsync(Age, 100, Stop));
        AdvanceTime(Age * 2);
        Assert.Equal(1, await Store.Runs.PruneAsync(Age, 100, Stop));

        Assert.Null(await Store.Runs.FindAsync("default", parent.Run, Stop));
        Assert.Equal(1, await Store.Runs.PruneAsync(Age, 100, Stop));
        Assert.Null(await Store.Runs.FindAsync("default", child.Run!.Id, Stop));
    }

    [Fact]
    public async Task Pruning_stops_at_its_limit()
    {
        for (var index = 0; index < 3; index++)
        {
            await Finish(await Start(), 2);
        }

        AdvanceTime(Age * 2);

        Assert.Equal(2, await Store.Runs.PruneAsync(Age, 2, Stop));
        Assert.Equal(1, await Store.Runs.PruneAsync(Age, 2, Stop));
    }

    [Fact]
    public async Task A_run_is_removed_only_after_its_end()
    {
        var lease = await Start();
        Assert.False(await Store.Runs.DeleteAsync("default", lease.Run, Stop));
        await Finish(lease, 2);

        Assert.False(await Store.Runs.DeleteAsync("other", lease.Run, Stop));
        Assert.True(await Store.Runs.DeleteAsync("default", lease.Run, Stop));
        Assert.Null(await Store.Runs.FindAsync("default", lease.Run, Stop));
        Assert.False(await Store.Runs.DeleteAsync("default", lease.Run, Stop));
    }

    [Fact]
    public async Task A_run_on_which_a_threads_state_rests_is_hidden_instead()
    {
        var lease = await Start("case-1");
        await Finish(lease, 2, head: new(lease.Run, 2));

        Assert.True(await Store.Runs.DeleteAsync("default", lease.Run, Stop));

        Assert.True((await Row(lease.Run)).Hidden);
        Assert.Equal(new CheckpointRef(lease.Run, 2), (await Thread("case-1")).Head);
    }

    private async Task<IEnumerable<Guid>> Ids(RunQuery query) => (await Store.Runs.QueryAsync(query, Stop)).Select(row => row.Id);
}
