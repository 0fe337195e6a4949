using Baton.Engine.Runs;
using Baton.Engine.Schedules;
using Baton.Engine.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Tests.Engine;

/// <summary>Schedules on an engine, as tests make and watch them.</summary>
internal sealed class Timetable(EngineFixture engine)
{
    /// <summary>When the clocks of tests begin.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public ISchedules Schedules => engine.Host.Services.GetRequiredService<ISchedules>();

    public ScheduleRecords Records { get; } = new(engine.Store);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ScheduleRequest Request(string cron = "* * * * *", string text = "hi", string? thread = null) =>
        new(cron, new RunRequest("talk") { Input = EngineFixture.Json(Talk.Input(text)), Thread = thread });

    public async Task<Schedule> CreateAsync(ScheduleRequest request) => await Schedules.CreateAsync(request, Token);

    public async Task<Schedule> FindAsync(Guid id) => (await Schedules.FindAsync("default", id, Token))!;

    public async Task<Schedule> UpdateAsync(Schedule schedule, Func<ScheduleRequest, ScheduleRequest> change) =>
        await Schedules.UpdateAsync("default", schedule.Id, change, Token);

    /// <summary>The runs of a schedule, oldest first.</summary>
    public async Task<IReadOnlyList<RunRow>> RunsAsync(Schedule schedule) =>
    [
        .. (await engine.Store.Runs.QueryAsync(new RunQuery("default") { Limit = 10_000, OldestFirst = true }, Token))
            .Where(run => run.Metadata is { } metadata && metadata.TryGetProperty("cron_id", out var id) && id.GetGuid() == schedule.Id),
    ];

    /// <summary>Moves the clock on, second by second, until a schedule has begun so many runs and looks at a later time.</summary>
    public async Task<IReadOnlyList<RunRow>> AdvanceUntilAsync(Schedule schedule, int count)
    {
        using var limit = new CancellationTokenSource(EngineFixture.Patience);
        while (true)
        {
            var runs = await RunsAsync(schedule);
            if (runs.Count >= count && (await FindAsync(schedule.Id)).Next is var next && (next is null || next > engine.Clock.GetUtcNow())) return runs;
            engine.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, limit.Token);
        }
    }

    /// <summary>Moves the clock on, second by second, until a schedule looks at a later time than it does now.</summary>
    public async Task UntilMovedAsync(Schedule schedule)
    {
        using var limit = new CancellationTokenSource(EngineFixture.Patience);
        while ((await FindAsync(schedule.Id)).Next == schedule.Next)
        {
            engine.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, limit.Token);
        }
    }

    /// <summary>What stands in the index.</summary>
    public async Task<IReadOnlyList<DueSchedule>> IndexAsync() => await Records.FirstAsync(0, 10_000, Token);

    /// <summary>Fires all that is in the index, as a server of its own would at this moment of the store.</summary>
    public async Task<bool[]> FireAsync(IReadOnlyList<DueSchedule> entries, DateTimeOffset now)
    {
        var firing = new ScheduleFiring(engine.Store, new ScheduleRecords(engine.Store), engine.Runs, NullLogger<ScheduleFiring>.Instance);
        return await Task.WhenAll(entries.Select(entry => firing.FireAsync(entry, now, Token).AsTask()));
    }
}
