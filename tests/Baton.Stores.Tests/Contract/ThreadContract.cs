using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Stores.Tests.Contract;

public abstract class ThreadContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    [Fact]
    public async Task A_thread_is_made_once()
    {
        var (made, isNew) = await Store.Threads.CreateAsync(new("default", "case-1") { Metadata = Json("""{"a":1}""") }, Stop);
        var (same, isNewAgain) = await Store.Threads.CreateAsync(new("default", "case-1") { Metadata = Json("""{"a":2}""") }, Stop);

        Assert.True(isNew);
        Assert.False(isNewAgain);
        Assert.Equal(Time.GetUtcNow(), made.CreatedAt);
        Assert.Equal("""{"a":1}""", same.Metadata!.Value.GetRawText());
        Assert.Null(await Store.Threads.FindAsync("other", "case-1", Stop));
    }

    [Fact]
    public async Task Metadata_is_merged()
    {
        await Store.Threads.CreateAsync(new("default", "case-1") { Metadata = Json("""{"a":1,"b":{"c":1}}""") }, Stop);
        AdvanceTime(TimeSpan.FromSeconds(1));

        var row = await Store.Threads.UpdateAsync("default", "case-1", Json("""{"b":{"d":2},"e":null}"""), Stop);

        Assert.Equal("""{"a":1,"b":{"d":2},"e":null}""", row!.Metadata!.Value.GetRawText());
        Assert.Equal(Time.GetUtcNow(), row.UpdatedAt);
        Assert.Null(await Store.Threads.UpdateAsync("default", "case-9", Json("{}"), Stop));
    }

    [Fact]
    public async Task Threads_are_found_by_status()
    {
        await Store.Threads.CreateAsync(new("default", "idle"), Stop);
        await Start("busy");
        await Park(await Start("interrupted"), 2);
        await Finish(await Start("failed"), 2, RunStatus.Error);
        await Finish(await Start("late"), 2, RunStatus.Timeout);
        await Finish(await Start("stopped"), 2, RunStatus.Cancelled);

        Assert.Equal(["idle", "stopped"], await Ids(new("default") { Status = ThreadStatus.Idle }));
        Assert.Equal(["busy"], await Ids(new("default") { Status = ThreadStatus.Busy }));
        Assert.Equal(["interrupted"], await Ids(new("default") { Status = ThreadStatus.Interrupted }));
        Assert.Equal(["failed", "late"], await Ids(new("default") { Status = ThreadStatus.Error }));
        Assert.Equal(2, await Store.Threads.CountAsync(new("default") { Status = ThreadStatus.Error, Limit = 1, Offset = 1 }, Stop));
    }

    [Fact]
    public async Task Threads_are_found_by_metadata_and_id()
    {
        await Store.Threads.CreateAsync(new("default", "a") { Metadata = Json("""{"user":"u1","tag":{"vip":true,"n":1}}""") }, Stop);
        await Store.Threads.CreateAsync(new("default", "b") { Metadata = Json("""{"user":"u2","tag":{"vip":true}}""") }, Stop);
        await Store.Threads.CreateAsync(new("default", "c"), Stop);

        Assert.Equal(["a"], await Ids(new("default") { Metadata = Json("""{"user":"u1"}""") }));
        Assert.Equal(["a", "b"], await Ids(new("default") { Metadata = Json("""{"tag":{"vip":true}}""") }));
        Assert.Equal(["b"], await Ids(new("default") { Metadata = Json("""{"tag":{"vip":true}}"""), Offset = 1 }));
        Assert.Empty(await Ids(new("default") { Metadata = Json("""{"user":null}""") }));
        Assert.Equal(["b", "c"], await Ids(new("default") { Ids = ["c", "b", "x"] }));
        Assert.Empty(await Ids(new("default") { Ids = [] }));
    }

    [Fact]
    public async Task Threads_are_sorted_as_asked()
    {
        foreach (var id in (string[])["b", "a", "c"])
        {
            await Store.Threads.CreateAsync(new("default", id), Stop);
            AdvanceTime(TimeSpan.FromSeconds(1));
        }

        await Store.Threads.UpdateAsync("default", "b", Json("{}"), Stop);

        Assert.Equal(["b", "c", "a"], await Sorted("updated_at", false));
        Assert.Equal(["b", "a", "c"], await Sorted("created_at", true));
        Assert.Equal(["c", "b", "a"], await Sorted("thread_id", false));
        Assert.Equal(["a"], (await Store.Threads.QueryAsync(new("default") { Offset = 2, Limit = 5 }, Stop)).Select(row => row.Id));
    }

    [Fact]
    public async Task A_thread_goes_with_its_runs()
    {
        var lease = await Start("case-1");
        await Finish(lease, 2);
        await Park(await Start("case-1"), 2);

        Assert.True(await Store.Threads.DeleteAsync("default", "case-1", Stop));

        Assert.Null(await Store.Runs.FindAsync("default", lease.Run, Stop));
        Assert.Null(await Store.Threads.FindAsync("default", "case-1", Stop));
        Assert.False(await Store.Threads.DeleteAsync("default", "case-1", Stop));
        Assert.Empty(await Store.CheckIntegrityAsync(Stop));
    }

    [Fact]
    public async Task A_thread_with_a_run_under_way_stays()
    {
        var lease = await Start("case-1");
        await Park(lease, 2, TimeSpan.FromHours(1), RunStatus.Sleeping);

        var failure = await Assert.ThrowsAsync<BatonException>(async () => await Store.Threads.DeleteAsync("default", "case-1", Stop));

        Assert.Equal(ErrorCodes.ThreadBusy, failure.Code);
        Assert.NotNull(await Store.Threads.FindAsync("default", "case-1", Stop));
    }

    [Fact]
    public async Task A_thread_that_was_idle_for_long_enough_goes_with_its_runs()
    {
        var lease = await Start("case-1");
        await Finish(lease, 2);
        AdvanceTime(TimeSpan.FromMinutes(59));

        Assert.False(await Store.Threads.DeleteIdleAsync("default", "case-1", TimeSpan.FromHours(1), Stop));
        AdvanceTime(TimeSpan.FromMinutes(1));
        Assert.True(await Store.Threads.DeleteIdleAsync("default", "case-1", TimeSpan.FromHours(1), Stop));

        Assert.Null(await Store.Runs.FindAsync("default", lease.Run, Stop));
        Assert.False(await Store.Threads.DeleteIdleAsync("default", "case-1", TimeSpan.FromHours(1), Stop));
        Assert.Empty(await Store.CheckIntegrityAsync(Stop));
    }

    [Fact]
    public async Task A_thread_to_which_a_run_came_is_not_idle()
    {
        await Finish(await Start("case-1"), 2);
        AdvanceTime(TimeSpan.FromHours(2));
        var lease = await Start("case-1");
        Assert.False(await Store.Threads.DeleteIdleAsync("default", "case-1", TimeSpan.FromHours(1), Stop));
        AdvanceTime(TimeSpan.FromHours(2));

        Assert.False(await Store.Threads.DeleteIdleAsync("default", "case-1", TimeSpan.FromHours(1), Stop));
        await Finish(lease, 2);

        Assert.False(await Store.Threads.DeleteIdleAsync("default", "case-1", TimeSpan.FromHours(1), Stop));
        Assert.NotNull(await Store.Threads.FindAsync("default", "case-1", Stop));
    }

    private async Task<IEnumerable<string>> Ids(ThreadQuery query) =>
        (await Store.Threads.QueryAsync(query with { SortBy = "thread_id", Ascending = true }, Stop)).Select(row => row.Id);

    private async Task<IEnumerable<string>> Sorted(string by, bool ascending) =>
        (await Store.Threads.QueryAsync(new("default") { SortBy = by, Ascending = ascending }, Stop)).Select(row => row.Id);
}
