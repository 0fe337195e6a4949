using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Postgres;
using Baton.Postgres.Partitions;

namespace Baton.Stores.Tests.Postgres;

/// <summary>The journal by days.</summary>
public sealed class PostgresPartitionTests : PartitionContract
{
    [Fact]
    public async Task A_runs_key_tells_the_day_on_which_it_was_accepted()
    {
        var first = await Start();
        await PassAsync(Day);
        var second = await Start();

        Assert.Equal([Today - 1, Today], [DayOf(first), DayOf(second)]);
        Assert.Equal(1, await EntriesAsync(Today));
    }

    [Fact]
    public async Task A_run_stays_where_it_began()
    {
        var run = await Start();
        await PassAsync(Day);

        Assert.Equal(AppendStatus.Committed, (await Append(run, Entry(2))).Status);
        await Finish(run, 3);

        Assert.Equal((3, 0), (await EntriesAsync(Today - 1), await EntriesAsync(Today)));
        Assert.Equal(3, (await Store.Runs.ReadAsync(run.Run, 0, 10, Stop)).Count);
        Assert.Empty(await Store.CheckIntegrityAsync(Stop));
    }

    [Fact]
    public async Task Where_the_change_of_day_is_not_noticed_runs_go_to_the_day_before()
    {
        AdvanceTime(Day * 100);

        var run = await Start();

        Assert.Equal(Today - 100, DayOf(run));
        Assert.Equal(AppendStatus.Committed, (await Append(run, Entry(2))).Status);
    }

    [Fact]
    public async Task Days_are_there_ahead() =>
        Assert.Equal(
            [null, .. Enumerable.Range(0, 3).Select(ahead => (DateOnly?)JournalPartition.DateOf(Today + ahead))],
            await ((PostgresStore)Store).JournalDaysAsync(Stop));

    [Fact]
    public async Task A_server_that_starts_notices_the_change_of_day_for_all()
    {
        AdvanceTime(Day);

        await using var other = await OpenAsync();

        Assert.Equal(Today, DayOf(await Start()));
    }

    [Fact]
    public async Task A_clock_that_goes_back_takes_no_key_back()
    {
        await PassAsync(Day);
        var before = await Start();
        var earlier = new PostgresStore(Subject.Options, null, new Engine.Testing.FakeTime(Time.GetUtcNow() - (Day * 3)));
        await using (earlier)
        {
            await earlier.OpenAsync(Stop);
        }

        var after = await Start();

        Assert.Equal(before.Key + 1, after.Key);
    }

    [Fact]
    public async Task Servers_that_notice_the_change_of_day_at_once_give_no_key_twice()
    {
        await using var other = await OpenAsync();
        AdvanceTime(Day);
        var accepting = Enumerable.Range(0, 50).Select(_ => Task.Run(() => Accept(Wish()).AsTask())).ToList();

        await Task.WhenAll(KeepAsync(), other.KeepPartitionsAsync(Stop), KeepAsync(), other.KeepPartitionsAsync(Stop));
        var runs = await Task.WhenAll(accepting);

        Assert.Equal(50, runs.Select(run => run.Lease!.Key).Distinct().Count());
        Assert.Empty(await Store.CheckIntegrityAsync(Stop));
    }

    [Fact]
    public async Task What_is_written_of_a_run_touches_no_other_day()
    {
        for (var day = 0; day < 5; day++)
        {
            await Finish(await Start("t"), 2);
            await PassAsync(Day);
        }

        var others = string.Join(", ", Enumerable.Range(-5, 8).Where(day => day != 0).Select(day => TableOf(Today + day)));
        await HoldAsync($"LOCK TABLE {others}, journal_first IN ACCESS EXCLUSIVE MODE", async () =>
        {
            // More often than the database makes up its mind about a plan for all values.
            for (var time = 0; time < 12; time++)
            {
                var run = await Start("t").WaitAsync(Limit, Stop);
                Assert.Equal(AppendStatus.Committed, (await Append(run, Entry(2)).AsTask().WaitAsync(Limit, Stop)).Status);
                await Park(run, 3, TimeSpan.Zero).WaitAsync(Limit, Stop);
                await Store.Runs.WakeDueAsync(10, null, Stop);
                var again = Assert.Single(await Claim()).Lease;
                await Finish(again, 4, RunStatus.Success, new(run.Run, 4)).WaitAsync(Limit, Stop);
            }
        });
    }

    [Fact]
    public async Task Days_have_the_settings_of_the_first_partition()
    {
        var settings = await AskAsync<string>(
            "SELECT string_agg(DISTINCT c.reloptions::text || a.attstorage::text, ' ') FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'body' "
            + "WHERE c.relnamespace = current_schema()::regnamespace AND c.relname ~ '^journal_(first|[0-9]+)$'");

        Assert.Equal("{toast_tuple_target=8160,autovacuum_vacuum_insert_scale_factor=0.5}e", settings);
    }

    [Fact]
    public async Task A_missing_partition_is_damage()
    {
        await ExecuteAsync($"DROP TABLE {TableOf(Today)}");

        Assert.Contains(TableOf(Today), Assert.Single(await Store.CheckIntegrityAsync(Stop)), StringComparison.Ordinal);
    }

    private static long DayOf(RunLease run) => run.Key >> JournalPartition.DayBits;
}
