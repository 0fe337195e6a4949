using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Postgres;

/// <summary>How days of the journal go.</summary>
public sealed class PostgresDropTests : PartitionContract
{
    [Fact]
    public async Task Retention_removes_runs_and_leaves_their_entries_to_the_end_of_the_day()
    {
        var day = Today;
        var old = (await EndedAsync(3))[0];
        await PassAsync(Age + Day);

        Assert.Equal(3, await Store.Runs.PruneAsync(Age, 10, Stop));

        Assert.Equal(6, await EntriesAsync(day));
        Assert.Null(await Store.Runs.FindAsync("default", old.Run, Stop));
        Assert.Empty(await Store.Runs.ReadAsync(old.Run, 0, 10, Stop));
        Assert.Empty(await Store.CheckIntegrityAsync(Stop));

        await KeepAsync();

        Assert.False(await ExistsAsync(day));
        Assert.Empty(await Store.CheckIntegrityAsync(Stop));
        Assert.Equal(0, await AskAsync<long>("SELECT count(*) FROM journal_gone"));
    }

    [Fact]
    public async Task An_old_day_on_which_nothing_happened_goes()
    {
        var day = Today;

        await PassAsync(Day + TimeSpan.FromMinutes(30));
        Assert.True(await ExistsAsync(day));
        await PassAsync(Day);

        Assert.False(await ExistsAsync(day));
        Assert.True(await ExistsAsync(Today));
    }

    [Fact]
    public async Task No_append_waits_for_a_drop()
    {
        var day = Today;
        await EndedAsync();
        await PassAsync(Age + Day);
        await Store.Runs.PruneAsync(Age, 10, Stop);
        await using var dropping = await OpenAsync(TimeSpan.FromMinutes(10));
        var drop = Task.CompletedTask;

        await HoldAsync($"SELECT 1 FROM journal WHERE run >= {day << 36} AND run < {(day + 1) << 36}", async () =>
        {
            drop = Task.Run(() => dropping.KeepPartitionsAsync(Stop));
            await UntilAsync(IsDropWaitingAsync);
            var run = await Start("t").WaitAsync(Limit, Stop);
            Assert.Equal(AppendStatus.Committed, (await Append(run, Entry(2)).AsTask().WaitAsync(Limit, Stop)).Status);
            await Finish(run, 3).WaitAsync(Limit, Stop);
            Assert.Equal(3, (await Store.Runs.ReadAsync(run.Run, 0, 10, Stop).AsTask().WaitAsync(Limit, Stop)).Count);
            Assert.True(await IsDropWaitingAsync());
        });

        await drop.WaitAsync(Limit, Stop);
        Assert.False(await ExistsAsync(day));
    }

    [Fact]
    public async Task A_drop_that_was_given_up_halfway_goes_on_the_next_time()
    {
        var day = Today;
        await EndedAsync();
        await PassAsync(Age + Day);
        await Store.Runs.PruneAsync(Age, 10, Stop);
        await using var hurried = await OpenAsync(TimeSpan.FromSeconds(1));

        await HoldAsync("SELECT 1 FROM journal", async () =>
        {
            await hurried.KeepPartitionsAsync(Stop);
            Assert.True(await ExistsAsync(day));
            Assert.Equal(1, await AskAsync<long>("SELECT count(*) FROM pg_inherits WHERE inhdetachpending AND inhparent = 'journal'::regclass"));
            var run = await Start();
            Assert.Equal(AppendStatus.Committed, (await Append(run, Entry(2))).Status);
        });
        await KeepAsync();

        Assert.False(await ExistsAsync(day));
    }

    [Fact]
    public async Task A_kill_between_detach_and_drop_leaves_nothing_behind()
    {
        var day = Today;
        await EndedAsync();
        await PassAsync(Age + Day);
        await Store.Runs.PruneAsync(Age, 10, Stop);
        await ExecuteAsync($"ALTER TABLE journal DETACH PARTITION {TableOf(day)} CONCURRENTLY");

        await KeepAsync();

        Assert.False(await ExistsAsync(day));
    }

    [Fact]
    public async Task Two_servers_may_prune_at_once()
    {
        var days = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            days.Add(Today);
            await EndedAsync(60);
            await PassAsync(Day);
        }

        await PassAsync(Age + Day);
        await using var other = await OpenAsync();
        var removed = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(server => Task.Run(() => (server % 2 == 0 ? Store : other).Runs.PruneAsync(Age, 200, Stop).AsTask())));
        await Task.WhenAll(KeepAsync(), other.KeepPartitionsAsync(Stop));
        await KeepAsync();

        Assert.Equal(180, removed.Sum());
        foreach (var day in days)
        {
            Assert.False(await ExistsAsync(day));
        }

        Assert.Empty(await Store.CheckIntegrityAsync(Stop));
    }

    [Fact]
    public async Task A_run_that_lives_keeps_its_day_and_not_the_entries_of_others()
    {
        var day = Today;
        var waiting = await Start();
        await Park(waiting, 2);
        await EndedAsync(300);
        await PassAsync(Age + Day);
        Assert.Equal(300, await Store.Runs.PruneAsync(Age, 500, Stop));

        await KeepAsync();
        Assert.Equal(602, await EntriesAsync(day));
        await PassAsync(Day * 3);

        Assert.Equal(2, await EntriesAsync(day));
        Assert.Equal(2, (await Store.Runs.ReadAsync(waiting.Run, 0, 10, Stop)).Count);
        Assert.Empty(await Store.CheckIntegrityAsync(Stop));
    }

    [Fact]
    public async Task A_day_goes_after_its_last_run()
    {
        var day = Today;
        var waiting = await Start();
        await Park(waiting, 2);
        await PassAsync(Age * 3);
        await Store.Runs.SendAsync(new("default", waiting.Run, InboxKind.Event) { Name = "go" }, Stop);
        await Finish(Assert.Single(await Claim()).Lease, 3);
        Assert.Equal(0, await Store.Runs.PruneAsync(Age, 10, Stop));
        await PassAsync(Age + Day);
        Assert.True(await ExistsAsync(day));

        Assert.Equal(1, await Store.Runs.PruneAsync(Age, 10, Stop));
        await KeepAsync();

        Assert.False(await ExistsAsync(day));
    }

    [Fact]
    public async Task What_a_person_removes_is_gone_at_once()
    {
        var run = (await EndedAsync())[0];
        await Finish(await Start("t"), 2);

        await Store.Runs.DeleteAsync("default", run.Run, Stop);
        await Store.Threads.DeleteAsync("default", "t", Stop);

        Assert.Equal(0, await EntriesAsync(Today));
    }

    [Fact]
    public async Task The_table_from_before_goes_when_it_is_empty()
    {
        await KeepAsync();
        Assert.True(await ExistsAsync(0));
        await ExecuteAsync("UPDATE migration SET applied_at = applied_at - interval '2 hours'");

        await KeepAsync();

        Assert.False(await ExistsAsync(0));
        Assert.Equal(AppendStatus.Committed, (await Append(await Start(), Entry(2))).Status);
        await EndedAsync();
        AdvanceTime(Age * 2);
        Assert.Equal(1, await Store.Runs.PruneAsync(Age, 10, Stop));
    }

    /// <summary>While it waits it holds no lock of a table: it waits for transactions to end.</summary>
    private Task<bool> IsDropWaitingAsync() => AskAsync<bool>(
        "SELECT EXISTS (SELECT 1 FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
        + $"WHERE NOT l.granted AND a.query LIKE 'ALTER TABLE journal DETACH%' AND a.application_name = '{Subject.Options.Schema}')");
}
