using Baton.Server.Alerts;

namespace Baton.Server.Tests.Alerts;

public sealed class AlertStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly AlertRule Rule = new("errors", AlertKind.ErrorRate, 0.2, 0.1, TimeSpan.FromMinutes(5))
    {
        MinCount = 10,
        For = TimeSpan.FromMinutes(2),
        ResolveFor = TimeSpan.FromMinutes(3),
    };

    [Fact]
    public void It_fires_once_it_was_above_for_long_enough_and_only_once()
    {
        var states = Play((0, 0.5, 10), (1, 0.5, 10), (2, 0.5, 10), (3, 0.9, 10));

        Assert.Equal([false, false, true, true], states.Select(state => state.IsFiring));
        Assert.Equal([0, 0, 1, 1], states.Select(state => state.Fires));
    }

    [Fact]
    public void A_peak_that_passes_fires_nothing()
    {
        var states = Play((0, 0.5, 10), (1, 0.1, 10), (2, 0.5, 10), (3, 0.5, 10));

        Assert.DoesNotContain(states, state => state.IsFiring);
    }

    [Fact]
    public void Too_few_fire_nothing() => Assert.DoesNotContain(Play((0, 1, 9), (2, 1, 9), (4, 1, 9)), state => state.IsFiring);

    [Fact]
    public void Between_both_limits_it_stays_what_it_is()
    {
        var states = Play((0, 0.5, 10), (2, 0.5, 10), (3, 0.15, 10), (10, 0.15, 10), (11, 0.1, 10), (13, 0.15, 10), (14, 0.1, 10), (16, 0.1, 10), (17, 0.1, 10), (18, 0.15, 10));

        Assert.Equal([false, true, true, true, true, true, true, true, false, false], states.Select(state => state.IsFiring));
    }

    [Fact]
    public void Where_nothing_happens_any_more_it_resolves() =>
        Assert.Equal([false, true, true, false], Play((0, 0.5, 10), (2, 0.5, 10), (3, 0.5, 2), (6, 0.5, 0)).Select(state => state.IsFiring));

    [Fact]
    public void What_cannot_be_measured_says_so_and_changes_nothing()
    {
        var firing = Play((0, 0.5, 10), (2, 0.5, 10))[^1];

        var after = firing.After(Rule, new AlertReading(null, 0) { Problem = "The store is away." }, Noon.AddHours(1));

        Assert.True(after.IsFiring);
        Assert.Equal("The store is away.", after.Problem);
        Assert.Null(after.After(Rule, new AlertReading(0.5, 10), Noon.AddHours(2)).Problem);
    }

    [Fact]
    public void The_percentile_of_times_is_right_within_a_tenth()
    {
        var counts = Enumerable.Range(1, 1_000).GroupBy(milliseconds => SampleSlots.BucketOf(milliseconds / 100.0)).ToDictionary(group => group.Key, group => (long)group.Count());

        var reading = AlertReadings.Percentile(counts, 0.95);

        Assert.Equal(1_000, reading.Count);
        Assert.InRange(reading.Value!.Value, 9.5, 9.5 * 1.1);
    }

    private static List<AlertState> Play(params (int Minute, double Value, int Count)[] readings)
    {
        var states = new List<AlertState>();
        foreach (var (minute, value, count) in readings)
        {
            states.Add((states.Count == 0 ? new AlertState() : states[^1]).After(Rule, new AlertReading(value, count), Noon.AddMinutes(minute)));
        }

        return states;
    }
}
