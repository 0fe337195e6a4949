using Baton.Engine.Testing;

namespace Baton.Stores.Tests;

public sealed class FakeTimeTests
{
    private readonly FakeTime time = new();

    [Fact]
    public void Timers_fire_in_the_order_of_their_times_and_see_them()
    {
        var start = time.GetUtcNow();
        var fired = new List<(string Name, TimeSpan At)>();
        using var late = Timer("late", 20, 0);
        using var often = Timer("often", 5, 10);
        using var never = Timer("never", 99, 0);

        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(
            [("often", Seconds(5)), ("often", Seconds(15)), ("late", Seconds(20)), ("often", Seconds(25))],
            fired);
        Assert.Equal(start + Seconds(30), time.GetUtcNow());
        Assert.Equal(2, time.Timers);

        ITimer Timer(string name, int due, int period) =>
            time.CreateTimer(_ => fired.Add((name, time.GetUtcNow() - start)), null, Seconds(due), Seconds(period));
    }

    [Fact]
    public async Task A_delay_ends_when_the_clock_reaches_it()
    {
        var delay = Task.Delay(TimeSpan.FromHours(1), time, TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));

        await delay;
        Assert.Equal(0, time.Timers);
    }

    [Fact]
    public void A_timer_that_was_disposed_or_stopped_does_not_fire()
    {
        var fired = 0;
        var disposed = time.CreateTimer(_ => fired++, null, Seconds(1), Timeout.InfiniteTimeSpan);
        using var stopped = time.CreateTimer(_ => fired++, null, Seconds(1), Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        time.Advance(Seconds(5));

        Assert.Equal(0, fired);
    }

    [Fact]
    public void The_timestamp_moves_with_the_clock()
    {
        var before = time.GetTimestamp();

        time.Advance(Seconds(3));

        Assert.Equal(Seconds(3), time.GetElapsedTime(before));
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
