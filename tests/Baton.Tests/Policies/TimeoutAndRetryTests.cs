using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Tests.Engine;

namespace Baton.Tests.Policies;

/// <summary>Timeouts and durable retries of model calls, through a real wire.</summary>
public sealed class TimeoutAndRetryTests
{
    [Fact]
    public async Task A_model_that_is_too_slow_is_cut_off_and_tried_again()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { timeout: 2s, retries: 1 }");
        desk.First.Next(http => Task.Delay(Timeout.Infinite, http.RequestAborted));

        var result = await desk.FirstSays("late").RunAsync();

        Assert.Equal("hi late", Talk.Text(result));
        Assert.Equal([$"model default: {ErrorCodes.AttemptTimeout} try 1 later", "model default: done"], await desk.CallsAsync(result));

        // Who was cut off in the middle may have to pay for all of it.
        var journal = await desk.Engine.JournalAsync(result.Run.Id);
        var reserved = journal.OfType<EffectStarted>().First().Reserved!;
        Assert.Equal(reserved, journal.OfType<EffectFailed>().Single().Spent);
        Assert.Equal(new Spending(reserved.Tokens + 1_200, reserved.CostUsd + PolicyDesk.CostOfFirst, 2), await desk.SpentAsync(result));
    }

    [Fact]
    public async Task A_model_that_asks_for_time_gets_it_and_the_run_sleeps_meanwhile()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 1 }");
        desk.First.NextStatus(429, "{}", ("Retry-After", "3600"));
        var before = desk.Engine.Clock.GetUtcNow();
        var run = await desk.FirstSays("ok").Engine.StartRunAsync("desk", Talk.Input("hi"));
        await desk.Engine.UntilAsync(run, RunStatus.Sleeping);

        desk.Pass(3_599);
        await desk.Engine.Host.CrashAsync();
        Assert.Single(desk.First.Requests);
        var result = await desk.FinishAsync(run);

        Assert.Equal("hi ok", Talk.Text(result));
        var failed = (await desk.Engine.JournalAsync(run)).OfType<EffectFailed>().Single();
        Assert.True(failed.RetryAt >= before + TimeSpan.FromHours(1));
        Assert.Equal(new Spending(1_200, PolicyDesk.CostOfFirst, 2), await desk.SpentAsync(result));
    }

    [Fact]
    public async Task Waits_between_tries_grow_from_the_agents_backoff_to_its_longest()
    {
        await using var desk = await PolicyDesk.StartAsync("policies: { retries: 4, backoff: 10s, max_backoff: 20s }");

        var result = await desk.FirstFails(5).RunAsync();

        Assert.Equal(RunStatus.Error, result.Run.Status);
        var journal = await desk.Engine.EntriesAsync(result.Run.Id);
        var waits = journal.Select(entry => (Entry: entry, Failed: JournalCodec.Decode(entry) as EffectFailed)).Where(pair => pair.Failed?.RetryAt is not null)
            .Select(pair => (pair.Failed!.RetryAt!.Value - pair.Entry.At).TotalSeconds).ToList();
        Assert.Equal(4, waits.Count);
        Assert.InRange(waits[0], 7.8, 12);
        Assert.All(waits[1..], wait => Assert.InRange(wait, 15.8, 24));
    }
}
