using Baton.Engine.Schedules;
using Baton.Engine.Stores;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;
using Baton.Schedules;

namespace Baton.Tests.Engine;

public sealed class ScheduleFiringTests
{
    private static readonly DateTimeOffset Start = Timetable.Start;

    [Fact]
    public async Task Servers_that_fire_at_once_begin_one_run()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var schedules = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => timetable.CreateAsync(Timetable.Request("0 12 * * *"))));
        var entries = await timetable.IndexAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => timetable.FireAsync(entries, Start.AddHours(12)))));

        foreach (var schedule in schedules)
        {
            Assert.Single(await timetable.RunsAsync(schedule));
            Assert.Equal(Start.AddHours(36), (await timetable.FindAsync(schedule.Id)).Next);
        }

        Assert.Equal(schedules.Length, (await timetable.IndexAsync()).Count);
    }

    [Fact]
    public async Task Three_servers_begin_one_run_for_each_time()
    {
        var clock = new FakeTime();
        await using var store = new SharedStore(clock);
        await using var one = await ServerAsync();
        await using var two = await ServerAsync();
        await using var three = await ServerAsync();
        var timetable = new Timetable(one);
        var request = Timetable.Request() with { EndsAt = Start.AddMinutes(5), Missed = MissedFire.All };
        var schedules = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => timetable.CreateAsync(request)));

        foreach (var schedule in schedules) Assert.Equal(5, (await timetable.AdvanceUntilAsync(schedule, 5)).Count);

        Task<EngineFixture> ServerAsync() => EngineFixture.StartAsync(new BatonTestOptions(Talk.Plain()) { Store = store, Time = clock });
    }

    [Fact]
    public async Task A_schedule_that_was_changed_after_its_run_began_and_before_it_moved_on_keeps_that_run()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var before = await timetable.CreateAsync(Timetable.Request("0 12 * * *"));
        var entries = await timetable.IndexAsync();
        await timetable.FireAsync(entries, Start.AddHours(12));
        var after = await timetable.FindAsync(before.Id);
        var changed = before with { Request = before.Request with { Run = before.Request.Run with { Input = EngineFixture.Json(Talk.Input("other")) } } };
        Assert.True(await timetable.Records.TryWriteAsync(after, changed, TestContext.Current.CancellationToken));

        await timetable.FireAsync(entries, Start.AddHours(12));

        var moved = await timetable.FindAsync(before.Id);
        Assert.Equal(Assert.Single(await timetable.RunsAsync(before)).Id, moved.LastRun);
        Assert.Null(moved.LastError);
        Assert.Equal(Start.AddHours(36), moved.Next);
    }

    [Fact]
    public async Task A_crash_after_the_run_began_and_before_the_schedule_moved_on_begins_no_second_one()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var before = await timetable.CreateAsync(Timetable.Request("0 12 * * *") with { KeepsThread = true });
        var entries = await timetable.IndexAsync();
        await timetable.FireAsync(entries, Start.AddHours(12));
        var after = await timetable.FindAsync(before.Id);
        Assert.True(await timetable.Records.TryWriteAsync(after, before, TestContext.Current.CancellationToken));

        await timetable.FireAsync(entries, Start.AddHours(12));

        Assert.Single(await timetable.RunsAsync(before));
        Assert.Equal(after.Next, (await timetable.FindAsync(before.Id)).Next);
    }

    [Fact]
    public async Task An_entry_whose_schedule_stands_elsewhere_is_removed()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var schedule = await timetable.CreateAsync(Timetable.Request("0 12 * * *"));
        var entry = Assert.Single(await timetable.IndexAsync());
        await timetable.UpdateAsync(schedule, request => request with { Cron = "0 13 * * *" });

        Assert.True(Assert.Single(await timetable.FireAsync([entry], Start.AddHours(12))));

        Assert.Empty(await timetable.RunsAsync(schedule));
        Assert.Equal(Start.AddHours(13), Assert.Single(await timetable.IndexAsync()).At);
    }

    [Theory]
    [InlineData(MissedFire.Once, 1)]
    [InlineData(MissedFire.Skip, 0)]
    [InlineData(MissedFire.All, 5)]
    public async Task What_was_missed_while_no_server_ran_follows_the_policy(MissedFire policy, int runs)
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var schedule = await timetable.CreateAsync(Timetable.Request("0 * * * *") with { Missed = policy });

        var now = Start.AddHours(5).AddMinutes(30);
        while ((await timetable.FindAsync(schedule.Id)).Next <= now)
        {
            Assert.All(await timetable.FireAsync(await timetable.IndexAsync(), now), fired => Assert.True(fired));
            Assert.Null((await timetable.FindAsync(schedule.Id)).LastError);
        }

        Assert.Equal(runs, (await timetable.RunsAsync(schedule)).Count);
        Assert.Equal(Start.AddHours(6), (await timetable.FindAsync(schedule.Id)).Next);
    }

    [Fact]
    public async Task Schedules_that_cannot_be_read_do_not_stand_in_the_way_of_others()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var unreadable = Enumerable.Range(0, 300).Select(n => $"default/{n:D32}").SelectMany(key => new[]
        {
            new RecordChange("schedules", key, null, EngineFixture.Json(new { request = "of a newer version" })),
            new RecordChange("schedules_due", $"{Start:yyyyMMddHHmmssfff}/{key}", null, EngineFixture.Json(new { })),
        });
        await engine.Store.Records.ApplyAsync("$baton", [.. unreadable], TestContext.Current.CancellationToken);

        var schedule = await timetable.CreateAsync(Timetable.Request());

        Assert.NotEmpty(await timetable.AdvanceUntilAsync(schedule, 1));
    }

    [Fact]
    public async Task A_schedule_fires_after_a_restart()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var schedule = await timetable.CreateAsync(Timetable.Request("*/5 * * * *"));

        await engine.Host.CrashAsync();

        Assert.Equal([5], (await timetable.AdvanceUntilAsync(schedule, 1)).Select(run => (int)(run.CreatedAt - Start).TotalMinutes));
    }

    [Fact]
    public async Task A_schedule_whose_thread_is_gone_switches_itself_off()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        await engine.RunAsync("talk", Talk.Input("hello"), "case-1");
        var schedule = await timetable.CreateAsync(Timetable.Request("0 12 * * *", thread: "case-1"));
        await engine.Store.Threads.DeleteAsync("default", "case-1", TestContext.Current.CancellationToken);

        await timetable.FireAsync(await timetable.IndexAsync(), Start.AddHours(12));

        var after = await timetable.FindAsync(schedule.Id);
        Assert.Equal((false, null, ErrorCodes.ThreadUnknown), (after.Request.IsEnabled, after.Next, after.LastError!.Code));
        Assert.Empty(await timetable.IndexAsync());
    }

    [Fact]
    public async Task A_run_that_is_refused_is_told_and_the_schedule_goes_on()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Talk.Held(gate));
        var timetable = new Timetable(engine);
        await engine.StartRunAsync("talk", Talk.Input("hello"), "case-1");
        var request = Timetable.Request("0 12 * * *", thread: "case-1");
        var schedule = await timetable.CreateAsync(request with { Run = request.Run with { Strategy = MultitaskStrategy.Reject } });

        await timetable.FireAsync(await timetable.IndexAsync(), Start.AddHours(12));

        var after = await timetable.FindAsync(schedule.Id);
        Assert.Equal((Start.AddHours(36), Start.AddHours(12), ErrorCodes.ThreadBusy), (after.Next, after.LastError!.Due, after.LastError.Code));
        Assert.Equal(after.Next, Assert.Single(await timetable.IndexAsync()).At);
    }

    [Fact]
    public async Task A_run_for_which_there_is_no_room_is_begun_later_for_the_same_time()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Held(gate))
        {
            Engine = options => (options.PoolConcurrency, options.QueueLimit) = (1, 1),
        });
        var timetable = new Timetable(engine);
        var held = await engine.StartRunAsync("talk", Talk.Input("one"));
        var queued = await engine.StartRunAsync("talk", Talk.Input("two"));
        var schedule = await timetable.CreateAsync(Timetable.Request("0 12 * * *"));

        await timetable.FireAsync(await timetable.IndexAsync(), Start.AddHours(12));

        var after = await timetable.FindAsync(schedule.Id);
        Assert.Equal((Start.AddHours(12), Start.AddHours(12).AddSeconds(30), ErrorCodes.PoolFull), (after.Next, after.LooksAt, after.LastError!.Code));
        gate.Open();
        await engine.WaitAsync(held);
        await engine.WaitAsync(queued);
        await timetable.FireAsync(await timetable.IndexAsync(), Start.AddHours(12).AddSeconds(30));
        Assert.Single(await timetable.RunsAsync(schedule));
        Assert.Equal((Start.AddHours(36), null), ((await timetable.FindAsync(schedule.Id)).Next, (await timetable.FindAsync(schedule.Id)).LastError));
    }

    [Fact]
    public async Task Hundreds_that_fall_due_together_all_fire_once()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var schedules = new List<Schedule>();
        for (var n = 0; n < 300; n++) schedules.Add(await timetable.CreateAsync(Timetable.Request("0 12 * * *")));

        engine.Clock.Advance(TimeSpan.FromHours(12));
        foreach (var schedule in schedules) await timetable.UntilMovedAsync(schedule);

        var runs = await engine.Store.Runs.QueryAsync(new RunQuery("default") { Limit = 10_000 }, TestContext.Current.CancellationToken);
        var fired = runs.Select(run => run.Metadata!.Value.GetProperty("cron_id").GetGuid());
        Assert.Equal(schedules.Select(schedule => schedule.Id).Order(), fired.Order());
    }
}
