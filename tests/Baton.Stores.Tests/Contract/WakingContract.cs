using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Contract;

/// <summary>Runs whose time has come, and a server that has places for them.</summary>
public abstract class WakingContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    [Fact]
    public async Task A_run_that_is_due_is_claimed_at_once_where_there_is_a_place()
    {
        var lease = await Start();
        await Park(lease, 2, TimeSpan.FromMinutes(1), RunStatus.Sleeping);
        AdvanceTime(TimeSpan.FromMinutes(3));

        var outcome = await Wake(places: 5);

        var claimed = Assert.Single(outcome.Claimed);
        Assert.Equal((0, null), (outcome.Woken, outcome.NextDue));
        Assert.Equal((lease.Run, RunStatus.Running, Server, 2), (claimed.Run.Id, claimed.Run.Status, claimed.Lease.Owner, claimed.Lease.Epoch));
        Assert.Equal(TimeSpan.FromMinutes(2), claimed.Waited);
        Assert.Equal(AppendStatus.Committed, (await Append(claimed.Lease, Entry(3))).Status);
    }

    [Fact]
    public async Task Of_more_runs_than_places_the_first_that_are_due_are_claimed_and_the_others_stand_in_line()
    {
        var (late, soon) = (await Start(), await Start());
        await Park(late, 2, TimeSpan.FromMinutes(2), RunStatus.Sleeping);
        await Park(soon, 2, TimeSpan.FromMinutes(1), RunStatus.Sleeping);
        AdvanceTime(TimeSpan.FromMinutes(3));

        var outcome = await Wake(places: 1);

        Assert.Equal(soon.Run, Assert.Single(outcome.Claimed).Run.Id);
        Assert.Equal(1, outcome.Woken);
        Assert.Equal(late.Run, Assert.Single(await Claim()).Run.Id);
    }

    [Fact]
    public async Task No_more_are_woken_than_were_asked_for()
    {
        foreach (var minutes in (int[])[2, 1, 3]) await Park(await Start(), 2, TimeSpan.FromMinutes(minutes), RunStatus.Sleeping);
        AdvanceTime(TimeSpan.FromMinutes(3));

        Assert.Equal(2, (await Wake(places: 5, limit: 2)).Claimed.Count);
        var rest = await Wake(places: 5, limit: 2);
        Assert.Equal((1, null), (rest.Claimed.Count, rest.NextDue));
    }

    [Fact]
    public async Task Due_runs_go_behind_those_that_are_in_line_already()
    {
        var lease = await Start();
        await Park(lease, 2, TimeSpan.FromMinutes(1), RunStatus.Sleeping);
        var first = Wish() with { Owner = null };
        await Accept(first);
        AdvanceTime(TimeSpan.FromMinutes(1));

        var outcome = await Wake(places: 5);

        Assert.Equal((0, 1), (outcome.Claimed.Count, outcome.Woken));
        Assert.Equal(((Guid[])[lease.Run, first.Id]).Order(), (await Claim()).Select(run => run.Run.Id).Order());
    }

    [Fact]
    public async Task Due_runs_of_other_pools_become_pending()
    {
        var lease = await Start();
        await Park(lease, 2, TimeSpan.FromMinutes(1), RunStatus.Sleeping);
        AdvanceTime(TimeSpan.FromMinutes(1));

        var outcome = await Wake(places: 5, pool: "email");

        Assert.Equal((0, 1), (outcome.Claimed.Count, outcome.Woken));
        Assert.Equal(RunStatus.Pending, (await Row(lease.Run)).Status);
    }

    [Fact]
    public async Task A_pending_run_whose_delay_is_over_is_claimed_with_them()
    {
        var wish = Wish() with { Owner = null, Delay = TimeSpan.FromMinutes(1) };
        await Accept(wish);
        AdvanceTime(TimeSpan.FromMinutes(1));

        var outcome = await Wake(places: 5);

        Assert.Equal(wish.Id, Assert.Single(outcome.Claimed).Run.Id);
        Assert.Empty(await Claim());
    }

    [Fact]
    public async Task A_journal_that_comes_with_a_claim_is_the_one_that_is_stored()
    {
        var (woken, pending) = (await Start(), Wish() with { Owner = null });
        await Append(woken, Entry(2, """{"x":1}"""), Entry(3, "{}"));
        await Park(woken, 4, TimeSpan.FromMinutes(1), RunStatus.Sleeping);
        AdvanceTime(TimeSpan.FromMinutes(1));
        var due = Assert.Single((await Wake(places: 5)).Claimed);
        await Accept(pending);

        foreach (var claimed in (ClaimedRun[])[due, Assert.Single(await Claim())])
        {
            var stored = await Store.Runs.ReadAsync(claimed.Run.Id, 0, 100, Stop);
            Assert.Equal(Shown(stored), Shown(claimed.Entries ?? stored));
        }
    }

    [Fact]
    public async Task A_claim_calls_no_inbox_empty_that_has_something()
    {
        var lease = await Start();
        await Park(lease, 2, TimeSpan.FromMinutes(1), RunStatus.Sleeping);
        await Store.Runs.SendAsync(new InboxMessage("default", lease.Run, InboxKind.Event) { Name = "news" }, Stop);

        var claimed = Assert.Single(await Claim());

        Assert.False(claimed.IsInboxEmpty);
        Assert.Single(await Store.Runs.ReceiveAsync(lease.Run, 0, Stop));
    }

    [Fact]
    public async Task A_server_that_was_declared_dead_claims_nothing()
    {
        var lease = await Start();
        await Park(lease, 2, TimeSpan.FromMinutes(1), RunStatus.Sleeping);
        AdvanceTime(TimeSpan.FromMinutes(1));

        var outcome = await Store.Runs.WakeDueAsync(10, For(Server + 1, "support", 5), Stop);

        Assert.Equal((0, 1), (outcome.Claimed.Count, outcome.Woken));
    }

    [Fact]
    public async Task Looking_wakes_nothing()
    {
        var lease = await Start();
        await Park(lease, 2, TimeSpan.FromMinutes(1), RunStatus.Sleeping);
        AdvanceTime(TimeSpan.FromMinutes(1));

        Assert.Equal(new WakeOutcome(0, TimeSpan.Zero), await Store.Runs.WakeDueAsync(0, null, Stop));
        Assert.Equal(RunStatus.Sleeping, (await Row(lease.Run)).Status);
    }

    [Fact]
    public async Task Servers_that_wake_at_once_share_what_is_due()
    {
        var runs = new List<Guid>();
        for (var run = 0; run < 40; run++)
        {
            var lease = await Start();
            await Park(lease, 2, TimeSpan.FromMinutes(1), RunStatus.Sleeping);
            runs.Add(lease.Run);
        }

        AdvanceTime(TimeSpan.FromMinutes(1));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Wake(places: 10, limit: 10))));
        var rest = await Wake(places: 40, limit: 40);

        Assert.Equal(runs.Order(), outcomes.Append(rest).SelectMany(outcome => outcome.Claimed).Concat(await Claim(count: 40)).Select(run => run.Run.Id).Order());
    }

    private static IEnumerable<string> Shown(IEnumerable<JournalEntry> entries) =>
        entries.Select(entry => $"{entry.Seq} {entry.Kind} {entry.At:O} {Convert.ToHexString(entry.Body.Span)}");

    private ValueTask<WakeOutcome> Wake(int places, int limit = 10, string pool = "support") => Store.Runs.WakeDueAsync(limit, For(Server, pool, places), Stop);

    private static RunClaim For(long server, string pool, int places) => new(server, new Dictionary<string, int>(StringComparer.Ordinal) { [pool] = places });
}
