using System.Globalization;
using Baton.Errors;
using Baton.Schedules;

namespace Baton.Tests.Schedules;

public sealed class RecurrenceTests
{
    private static readonly DateTimeOffset Noon = Time("2026-11-21T12:00:00Z");

    [Theory]
    [InlineData(MissedFire.Once)]
    [InlineData(MissedFire.Skip)]
    [InlineData(MissedFire.All)]
    public void What_is_on_time_fires_under_every_policy(MissedFire policy)
    {
        Assert.Equal((Noon, Noon.AddMinutes(5)), Every5Minutes(policy).Decide(Noon, Noon.AddSeconds(2)));
    }

    [Fact]
    public void Once_makes_up_for_all_that_was_missed()
    {
        Assert.Equal((Noon, Noon.AddHours(3).AddMinutes(5)), Every5Minutes(MissedFire.Once).Decide(Noon, Noon.AddHours(3)));
    }

    [Fact]
    public void Skip_leaves_out_what_is_more_than_a_minute_late()
    {
        var recurrence = Every5Minutes(MissedFire.Skip);

        Assert.Equal((null, Noon.AddHours(3).AddMinutes(5)), recurrence.Decide(Noon, Noon.AddHours(3).AddMinutes(2)));
        Assert.Equal((Noon.AddHours(3), Noon.AddHours(3).AddMinutes(5)), recurrence.Decide(Noon, Noon.AddHours(3).AddSeconds(30)));
        Assert.Equal((Noon, Noon.AddMinutes(5)), recurrence.Decide(Noon, Noon.AddMinutes(1)));
    }

    [Fact]
    public void All_fires_one_after_the_other_and_at_most_the_newest_hundred()
    {
        var recurrence = Every5Minutes(MissedFire.All);

        Assert.Equal((Noon, Noon.AddMinutes(5)), recurrence.Decide(Noon, Noon.AddHours(3)));
        Assert.Equal((Noon.AddDays(300) - TimeSpan.FromMinutes(5 * 99), Noon.AddDays(300) - TimeSpan.FromMinutes(5 * 98)), recurrence.Decide(Noon, Noon.AddDays(300)));
        Assert.Equal((Noon, Noon.AddMinutes(5)), recurrence.Decide(Noon, Noon.AddMinutes(5 * 99)));
        Assert.Equal((Noon.AddMinutes(5), Noon.AddMinutes(10)), recurrence.Decide(Noon, Noon.AddMinutes(5 * 100)));
    }

    [Fact]
    public void Nothing_is_due_after_the_end()
    {
        var recurrence = Every5Minutes(MissedFire.Once) with { EndsAt = Noon };

        Assert.Equal(Noon, recurrence.NextAfter(Noon.AddSeconds(-1)));
        Assert.Null(recurrence.NextAfter(Noon));
        Assert.Equal((Noon, null), recurrence.Decide(Noon, Noon.AddHours(1)));
        Assert.Equal((null, null), (recurrence with { Missed = MissedFire.Skip }).Decide(Noon, Noon.AddHours(1)));
    }

    [Theory]
    [InlineData("Europe/Atlantis")]
    [InlineData("../../../etc/hostname")]
    [InlineData("/etc/localtime")]
    [InlineData("")]
    public void An_unknown_zone_is_told_together_with_the_expressions_faults(string zone)
    {
        List<Fault> faults = [];

        Assert.Null(Recurrence.TryRead("99 * * * *", zone, faults));
        Assert.Equal(["schedule", "timezone"], faults.Select(fault => fault.Where));
        Assert.All(faults, fault => Assert.Equal(ErrorCodes.ScheduleInvalid, fault.Code));
    }

    private static Recurrence Every5Minutes(MissedFire policy) => Recurrence.TryRead("*/5 * * * *", null, [])! with { Missed = policy };

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
