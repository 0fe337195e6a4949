using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Contract;

public abstract class AcceptanceContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    [Fact]
    public async Task The_same_id_returns_the_first_run()
    {
        var wish = Wish();
        await Accept(wish);

        var again = await Accept(wish with { Graph = "other" });

        Assert.Equal((AcceptStatus.Existing, "desk"), (again.Status, again.Run!.Graph));
        Assert.Null(again.Lease);
    }

    [Fact]
    public async Task The_same_idempotency_key_returns_the_first_run_of_the_tenant()
    {
        var first = await Accept(Wish() with { IdempotencyKey = "k" });

        var again = await Accept(Wish() with { IdempotencyKey = "k" });
        var elsewhere = await Accept(Wish() with { IdempotencyKey = "k", Tenant = "other" });

        Assert.Equal((AcceptStatus.Existing, first.Run!.Id), (again.Status, again.Run!.Id));
        Assert.Equal(AcceptStatus.Accepted, elsewhere.Status);
    }

    [Fact]
    public async Task One_of_many_simultaneous_requests_with_one_key_makes_the_run()
    {
        var wishes = Enumerable.Range(0, 16).Select(_ => Wish() with { IdempotencyKey = "k" }).ToList();

        var outcomes = await Task.WhenAll(wishes.Select(wish => Task.Run(() => Accept(wish).AsTask())));

        Assert.Single(outcomes, outcome => outcome.Status == AcceptStatus.Accepted);
        Assert.Single(outcomes.Select(outcome => outcome.Run!.Id).Distinct());
    }

    [Fact]
    public async Task Without_an_owner_a_run_is_pending_until_it_is_claimed()
    {
        var wish = Wish() with { Owner = null };

        var outcome = await Accept(wish);

        Assert.Equal((RunStatus.Pending, null), (outcome.Run!.Status, outcome.Lease));
        var claimed = Assert.Single(await Claim());
        Assert.Equal((wish.Id, 1, RunStatus.Running), (claimed.Run.Id, claimed.Lease.Epoch, claimed.Run.Status));
        Assert.Empty(await Claim());
    }

    [Fact]
    public async Task A_server_that_was_declared_dead_gets_no_run()
    {
        await Store.Servers.LeaveAsync(Server, Stop);

        var outcome = await Accept(Wish());

        Assert.Equal((RunStatus.Pending, null), (outcome.Run!.Status, outcome.Lease));
        Assert.Empty(await Claim());
    }

    [Fact]
    public async Task A_delayed_run_is_not_claimed_before_its_time()
    {
        var outcome = await Accept(Wish() with { Delay = TimeSpan.FromMinutes(1) });
        Assert.Equal(RunStatus.Pending, outcome.Run!.Status);
        Assert.Empty(await Claim());
        Assert.Equal(new WakeOutcome(0, TimeSpan.FromMinutes(1)), await Store.Runs.WakeDueAsync(10, null, Stop));

        AdvanceTime(TimeSpan.FromMinutes(1));

        Assert.Equal(new WakeOutcome(1, null), await Store.Runs.WakeDueAsync(10, null, Stop));
        Assert.Equal(outcome.Run.Id, Assert.Single(await Claim()).Run.Id);
    }

    [Fact]
    public async Task A_delayed_run_that_is_cancelled_can_be_claimed_at_once()
    {
        var outcome = await Accept(Wish() with { Delay = TimeSpan.FromMinutes(1) });

        Assert.Equal(SendOutcome.Delivered, await Cancel(outcome.Run!.Id));

        Assert.Equal(outcome.Run.Id, Assert.Single(await Claim()).Run.Id);
    }

    [Fact]
    public async Task A_full_pool_refuses_and_leaves_no_trace()
    {
        await Accept(Wish() with { Owner = null });
        await Accept(Wish() with { Owner = null });
        var refused = Wish("case-1") with { Owner = null, QueueLimit = 2 };

        Assert.Equal(AcceptStatus.PoolFull, (await Accept(refused)).Status);
        Assert.Null(await Store.Threads.FindAsync("default", "case-1", Stop));
        Assert.Equal(AcceptStatus.Accepted, (await Accept(refused with { QueueLimit = 3 })).Status);
        Assert.Equal(AcceptStatus.Accepted, (await Accept(Wish() with { Owner = null, QueueLimit = 1, Pool = "sales" })).Status);
    }

    [Fact]
    public async Task A_full_pool_does_not_refuse_a_run_that_starts_at_once()
    {
        Assert.NotNull((await Accept(Wish() with { QueueLimit = 0 })).Lease);
    }

    [Fact]
    public async Task A_run_is_claimed_by_its_id_where_it_is_pending_and_nothing_holds_it_back()
    {
        var first = (await Accept(Wish() with { Owner = null })).Run!.Id;
        var wanted = (await Accept(Wish() with { Owner = null })).Run!.Id;
        var later = (await Accept(Wish() with { Owner = null, Delay = TimeSpan.FromMinutes(1) })).Run!.Id;
        var running = await Start("case-1");
        var queued = (await Accept(Wish("case-1"))).Run!.Id;

        var claimed = Assert.Single(await Store.Runs.ClaimAsync(RunClaim.Of(Server, wanted), Stop));

        Assert.Equal((wanted, RunStatus.Running, (long?)Server), (claimed.Run.Id, claimed.Run.Status, claimed.Run.Owner));
        Assert.Equal(AppendStatus.Committed, (await Append(claimed.Lease, Entry(2))).Status);
        foreach (var other in (Guid[])[wanted, later, running.Run, queued, NewId()]) Assert.Empty(await Store.Runs.ClaimAsync(RunClaim.Of(Server, other), Stop));
        Assert.Equal(first, Assert.Single(await Claim()).Run.Id);
    }

    [Fact]
    public async Task A_server_that_is_not_alive_claims_no_run_by_its_id()
    {
        var run = (await Accept(Wish() with { Owner = null })).Run!.Id;

        Assert.Empty(await Store.Runs.ClaimAsync(RunClaim.Of(Server + 1, run), Stop));
    }

    [Fact]
    public async Task Claims_take_the_oldest_first_and_only_from_the_named_pools()
    {
        var first = (await Accept(Wish() with { Owner = null })).Run!.Id;
        await Accept(Wish() with { Owner = null, Pool = "sales" });
        var second = (await Accept(Wish() with { Owner = null })).Run!.Id;
        await Accept(Wish() with { Owner = null });

        Assert.Equal([first, second], (await Claim(count: 2)).Select(claimed => claimed.Run.Id));
    }
}
