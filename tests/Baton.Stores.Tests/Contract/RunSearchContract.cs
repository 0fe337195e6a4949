using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Contract;

/// <summary>Finding and counting runs.</summary>
public abstract class RunSearchContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    private static readonly RunQuery All = new("default");

    [Fact]
    public async Task Runs_are_found_by_pool_graph_and_assistant()
    {
        var a = await PendingAsync(wish => wish with { Pool = "billing" });
        var b = await PendingAsync(wish => wish with { Graph = "calls", Assistant = "phone" });

        Assert.Equal([a], await Find(All with { Pool = "billing" }));
        Assert.Equal([b], await Find(All with { Graph = "calls" }));
        Assert.Equal([b], await Find(All with { Assistant = "phone" }));
        Assert.Equal([b, a], await Find(All));
        Assert.Empty(await Find(All with { Pool = "billing", Graph = "calls" }));
        Assert.Empty(await Find(new RunQuery("other")));
    }

    [Fact]
    public async Task Runs_are_found_by_one_of_several_statuses_newest_first_whatever_the_status()
    {
        var failed = await EndedAsync(RunStatus.Error, "BTN2001");
        var pending = await PendingAsync();
        var done = await EndedAsync(RunStatus.Success);
        var cancelled = await EndedAsync(RunStatus.Cancelled);
        RunStatus[] wanted = [RunStatus.Error, RunStatus.Pending, RunStatus.Cancelled];

        Assert.Equal([cancelled, pending, failed], await Find(All with { Statuses = wanted }));
        Assert.Equal([failed, pending], await Find(All with { Statuses = wanted, OldestFirst = true, Limit = 2 }));
        Assert.Equal([pending], await Find(All with { Statuses = wanted, Limit = 1, Offset = 1 }));
        Assert.Equal([done], await Find(All with { Statuses = [RunStatus.Success] }));
        Assert.Empty(await Find(All with { Statuses = [] }));
    }

    [Fact]
    public async Task Runs_are_found_by_the_code_they_ended_with()
    {
        await EndedAsync(RunStatus.Error, "BTN2001");
        var other = await EndedAsync(RunStatus.Error, "BTN2002");

        Assert.Equal([other], await Find(All with { ErrorCode = "BTN2002" }));
        Assert.Equal([other], await Find(All with { ErrorCode = "BTN2002", Statuses = [RunStatus.Error] }));
    }

    [Fact]
    public async Task Runs_are_found_by_when_they_were_accepted()
    {
        var first = await PendingAsync();
        AdvanceTime(TimeSpan.FromHours(1));
        var second = await PendingAsync();
        AdvanceTime(TimeSpan.FromHours(1));
        var third = await PendingAsync();
        var at = (await Row(second)).CreatedAt;

        Assert.Equal([third, second], await Find(All with { Since = at }));
        Assert.Equal([first], await Find(All with { Until = at }));
        Assert.Equal([second], await Find(All with { Since = at, Until = at.AddMinutes(1) }));
        Assert.Equal([second], await Find(All with { Since = at, Until = at.AddMinutes(1), Statuses = [RunStatus.Pending], Graph = "desk" }));
        Assert.Equal([second, third], await Find(All with { Since = at, OldestFirst = true, After = first }));
    }

    [Theory]
    [InlineData("CASE-77", 0)]
    [InlineData("acme", 1)]
    [InlineData("ACME", 1)]
    [InlineData("00000003-0000-0000-0000", 2)]
    [InlineData("000000030000", 2)]
    [InlineData("nobody", null)]
    public async Task Runs_are_found_by_a_part_of_their_ids_or_metadata(string text, int? found)
    {
        Guid[] runs =
        [
            await PendingAsync(wish => wish with { Thread = "case-77/b" }),
            await PendingAsync(wish => wish with { Metadata = Json("""{"customer":"Acme GmbH"}""") }),
            await PendingAsync(),
        ];

        Assert.Equal(found is { } index ? [runs[index]] : [], await Find(All with { Text = text }));
        Assert.Empty(await Find(All with { Text = text, Graph = "calls" }));
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repetition_while_runs_come()
    {
        var runs = new List<Guid>();
        for (var count = 0; count < 5; count++) runs.Add(await PendingAsync());
        var first = await Find(All with { Limit = 2 });
        await PendingAsync();

        var second = await Find(All with { Limit = 2, After = first[^1] });
        var third = await Find(All with { Limit = 2, After = second[^1], Statuses = [RunStatus.Pending] });

        Assert.Equal(runs.AsEnumerable().Reverse(), [.. first, .. second, .. third]);
        Assert.Equal([runs[3], runs[4]], await Find(All with { Limit = 2, After = runs[2], OldestFirst = true }));
        Assert.Empty(await Find(All with { After = NewId() }));
    }

    [Fact]
    public async Task Runs_are_found_in_the_order_of_their_last_change()
    {
        var first = await Start();
        AdvanceTime(TimeSpan.FromMinutes(1));
        var second = await PendingAsync();
        var third = await PendingAsync();
        AdvanceTime(TimeSpan.FromMinutes(1));
        await Finish(first, 2);
        var changed = All with { ByChange = true };
        var place = await Row(third);

        Assert.Equal([first.Run, third, second], await Find(changed));
        Assert.Equal([first.Run, third], await Find(changed with { Limit = 2 }));
        Assert.Equal([second], await Find(changed with { AfterChange = new(place.UpdatedAt, third) }));
        Assert.Equal([third, second], await Find(changed with { AfterChange = new((await Row(first.Run)).UpdatedAt, first.Run), Statuses = [RunStatus.Pending, RunStatus.Success] }));
        Assert.Equal([first.Run], await Find(changed with { ChangedSince = place.UpdatedAt.AddSeconds(1) }));
        Assert.Equal([(RunStatus.Pending, 2), (RunStatus.Success, 1)], await Count(changed with { ChangedSince = place.UpdatedAt }));
    }

    [Fact]
    public async Task Runs_are_counted_by_status()
    {
        await EndedAsync(RunStatus.Error, "BTN2001");
        await EndedAsync(RunStatus.Success);
        await PendingAsync();
        await PendingAsync(wish => wish with { Graph = "calls", Metadata = Json("""{"customer":"Acme"}""") });

        Assert.Equal([(RunStatus.Pending, 2), (RunStatus.Success, 1), (RunStatus.Error, 1)], await Count(All with { Limit = 1 }));
        Assert.Equal([(RunStatus.Pending, 1)], await Count(All with { Graph = "calls", Text = "acme" }));
        Assert.Equal([(RunStatus.Error, 1)], await Count(All with { Statuses = [RunStatus.Error, RunStatus.Timeout] }));
        Assert.Empty(await Count(All with { Statuses = [] }));
        Assert.Empty(await Count(new RunQuery("other")));
    }

    [Fact]
    public async Task A_server_is_known_until_and_after_it_left()
    {
        var present = await Store.Servers.FindAsync(Server, Stop);

        Assert.Equal((Server, true), (present!.Incarnation, present.IsAlive));
        Assert.True(present.LeaseLeft > TimeSpan.FromDays(1));
        await Store.Servers.LeaveAsync(Server, Stop);
        Assert.False((await Store.Servers.FindAsync(Server, Stop))?.IsAlive is true);
        Assert.Null(await Store.Servers.FindAsync(Server + 1_000, Stop));
    }

    private async Task<Guid> PendingAsync(Func<RunAcceptance, RunAcceptance>? with = null)
    {
        var wish = Wish() with { Owner = null };
        var outcome = await Accept(with is null ? wish : with(wish));
        Assert.Equal(AcceptStatus.Accepted, outcome.Status);
        return outcome.Run!.Id;
    }

    private async Task<Guid> EndedAsync(RunStatus status, string? code = null)
    {
        var lease = await Start();
        await Store.Runs.AppendAsync(new(lease, [Entry(2)]) { Transition = new(status, long.MaxValue) { ErrorCode = code } }, Stop);
        return lease.Run;
    }

    private async Task<List<Guid>> Find(RunQuery query) => [.. (await Store.Runs.QueryAsync(query, Stop)).Select(row => row.Id)];

    private async Task<List<(RunStatus, int)>> Count(RunQuery query) =>
        [.. (await Store.Runs.CountAsync(query, Stop)).OrderBy(count => count.Key).Select(count => (count.Key, count.Value))];
}
