using Baton.Engine.Runs;
using Baton.Engine.Schedules;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Testing;
using Baton.Errors;

namespace Baton.Tests.Engine;

public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Start = Timetable.Start;

    [Fact]
    public async Task A_schedule_begins_a_run_each_time_it_is_due()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var request = Timetable.Request("*/2 * * * *", "good morning");
        var schedule = await timetable.CreateAsync(request with { Run = request.Run with { Metadata = EngineFixture.Json(new { team = "blue" }) } });

        Assert.Equal(Start.AddMinutes(2), schedule.Next);
        var runs = await timetable.AdvanceUntilAsync(schedule, 3);

        Assert.All(runs, run => Assert.Equal("blue", run.Metadata!.Value.GetProperty("team").GetString()));
        Assert.Equal([2, 4, 6], runs.Select(run => (int)(run.CreatedAt - Start).TotalMinutes));
        Assert.Equal("good morning [good morning]", Talk.Text(await engine.WaitAsync(runs[0].Id)));
        var after = await timetable.FindAsync(schedule.Id);
        Assert.Equal((Start.AddMinutes(8), runs[2].Id, null), (after.Next, after.LastRun, after.LastError));
    }

    [Fact]
    public async Task A_schedule_on_a_thread_carries_its_state_on()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        await engine.RunAsync("talk", Talk.Input("hello"), "case-1");
        var schedule = await timetable.CreateAsync(Timetable.Request(text: "tick", thread: "case-1"));

        var runs = await timetable.AdvanceUntilAsync(schedule, 1);

        Assert.Equal("case-1", runs[0].Thread);
        Assert.Equal("hello [hello] tick [tick]", Talk.Text(await engine.WaitAsync(runs[0].Id)));
    }

    [Fact]
    public async Task A_schedule_that_keeps_threads_makes_a_new_one_each_time()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var schedule = await timetable.CreateAsync(Timetable.Request() with { KeepsThread = true });

        var runs = await timetable.AdvanceUntilAsync(schedule, 2);

        Assert.Distinct(runs.Select(run => run.Thread));
        foreach (var run in runs)
        {
            var thread = await engine.Store.Threads.FindAsync("default", run.Thread!, TestContext.Current.CancellationToken);
            Assert.Equal(schedule.Id, thread!.Metadata!.Value.GetProperty("cron_id").GetGuid());
        }
    }

    [Fact]
    public async Task A_schedule_without_a_future_leaves_the_index()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var schedule = await timetable.CreateAsync(Timetable.Request() with { EndsAt = Start.AddMinutes(2) });

        await timetable.AdvanceUntilAsync(schedule, 2);

        Assert.Null((await timetable.FindAsync(schedule.Id)).Next);
        Assert.Empty(await timetable.IndexAsync());
    }

    [Fact]
    public async Task A_schedule_that_is_switched_off_is_not_due_and_goes_on_from_when_it_is_switched_on()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var schedule = await timetable.CreateAsync(Timetable.Request("0 * * * *"));

        var off = await timetable.UpdateAsync(schedule, request => request with { IsEnabled = false });
        Assert.Null(off.Next);
        Assert.Empty(await timetable.IndexAsync());
        engine.Clock.Advance(TimeSpan.FromHours(5.5));
        var on = await timetable.UpdateAsync(schedule, request => request with { IsEnabled = true });

        Assert.Equal(Start.AddHours(6), on.Next);
        Assert.Equal(on.Next, Assert.Single(await timetable.IndexAsync()).At);
        Assert.Empty(await timetable.RunsAsync(schedule));
    }

    [Fact]
    public async Task A_schedule_that_could_not_run_any_more_can_still_be_switched_off()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        await engine.RunAsync("talk", Talk.Input("hello"), "case-1");
        var schedule = await timetable.CreateAsync(Timetable.Request(thread: "case-1"));
        await engine.Store.Threads.DeleteAsync("default", "case-1", TestContext.Current.CancellationToken);

        Assert.False((await timetable.UpdateAsync(schedule, request => request with { IsEnabled = false })).Request.IsEnabled);
        Assert.Equal(ErrorCodes.ThreadUnknown, await EngineFixture.CodeAsync(() => timetable.UpdateAsync(schedule, request => request with { IsEnabled = true })));
    }

    [Fact]
    public async Task A_change_of_its_times_counts_from_now_and_another_change_leaves_them()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var schedule = await timetable.CreateAsync(Timetable.Request("30 1 * * *"));

        var louder = await timetable.UpdateAsync(schedule, request => request with { Run = request.Run with { Input = EngineFixture.Json(Talk.Input("HI")) } });
        var moved = await timetable.UpdateAsync(schedule, request => request with { Cron = "0 9 * * *", TimeZone = "Europe/Berlin" });

        Assert.Equal(Start.AddHours(1.5), louder.Next);
        Assert.Equal(Start.AddHours(8), moved.Next);
        Assert.Equal(moved.Next, Assert.Single(await timetable.IndexAsync()).At);
    }

    [Fact]
    public async Task A_schedule_that_is_removed_leaves_nothing()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var schedule = await timetable.CreateAsync(Timetable.Request());

        Assert.True(await timetable.Schedules.DeleteAsync("default", schedule.Id, TestContext.Current.CancellationToken));

        Assert.Empty(await timetable.IndexAsync());
        Assert.False(await timetable.Schedules.DeleteAsync("default", schedule.Id, TestContext.Current.CancellationToken));
        Assert.Equal(ErrorCodes.ScheduleUnknown, await EngineFixture.CodeAsync(() => timetable.UpdateAsync(schedule, request => request)));
    }

    [Fact]
    public async Task Schedules_belong_to_their_tenant_alone()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var request = Timetable.Request();
        var schedule = await timetable.CreateAsync(request with { Run = request.Run with { Tenant = "a" } });
        await timetable.CreateAsync(request with { Run = request.Run with { Tenant = "a/b" } });

        var token = TestContext.Current.CancellationToken;
        Assert.Equal([schedule.Id], (await timetable.Schedules.ListAsync("a", token)).Select(found => found.Id));
        Assert.Null(await timetable.Schedules.FindAsync("a/b", schedule.Id, token));
        Assert.False(await timetable.Schedules.DeleteAsync("default", schedule.Id, token));
    }

    [Fact]
    public async Task The_same_idempotency_key_makes_one_schedule()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var timetable = new Timetable(engine);
        var request = Timetable.Request();
        var keyed = request with { Run = request.Run with { IdempotencyKey = "k1" } };

        Assert.Equal((await timetable.CreateAsync(keyed)).Id, (await timetable.CreateAsync(keyed)).Id);
        Assert.Single(await timetable.Schedules.ListAsync("default", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_could_not_run_is_refused_at_once()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain(), Talk.Plain("other"));
        var timetable = new Timetable(engine);
        await engine.RunAsync("other", Talk.Input("hello"), "case-1");
        var request = Timetable.Request();

        var faults = (await Assert.ThrowsAsync<ValidationException>(() => timetable.CreateAsync(request with { Cron = "61 24 * * *", TimeZone = "Mars/Base" }))).Faults;
        Assert.Equal(["schedule", "schedule", "timezone"], faults.Select(fault => fault.Where));
        Assert.Equal(ErrorCodes.ScheduleInvalid, await Refused(request with { EndsAt = Start.AddSeconds(30) }));
        Assert.Equal(ErrorCodes.InputInvalid, await Refused(request with { Run = request.Run with { Input = EngineFixture.Json(new { wrong = 1 }) } }));
        Assert.Equal(ErrorCodes.GraphUnknown, await Refused(request with { Run = request.Run with { Assistant = "nobody" } }));
        Assert.Equal(ErrorCodes.ThreadUnknown, await Refused(Timetable.Request(thread: "case-2")));
        Assert.Equal(ErrorCodes.ThreadOfOtherGraph, await Refused(Timetable.Request(thread: "case-1")));
        Assert.Empty(await timetable.Schedules.ListAsync("default", TestContext.Current.CancellationToken));

        Task<string> Refused(ScheduleRequest wrong) => EngineFixture.CodeAsync(() => timetable.CreateAsync(wrong));
    }

    [Fact]
    public async Task A_server_whose_clock_is_ahead_fires_nothing_early()
    {
        var storeClock = new FakeTime();
        await using var store = new InMemoryStore(storeClock);
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Plain()) { Store = store, Time = new FakeTime(Start.AddMinutes(10)) });
        var timetable = new Timetable(engine);
        var first = await timetable.CreateAsync(Timetable.Request("1 0 * * *"));
        var later = await timetable.CreateAsync(Timetable.Request("5 0 * * *"));

        storeClock.Advance(TimeSpan.FromMinutes(1));
        await timetable.AdvanceUntilAsync(first, 1);

        Assert.Empty(await timetable.RunsAsync(later));
        Assert.Equal(RunStatus.Success, (await engine.WaitAsync((await timetable.RunsAsync(first))[0].Id)).Run.Status);
    }
}
