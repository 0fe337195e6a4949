using System.Globalization;
using Baton.Schedules;

namespace Baton.Tests.Schedules;

public sealed class DaylightSavingTests
{
    [Theory]
    // Berlin skips 02:00 to 03:00 on 2027-03-28 (at 01:00 UTC).
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-03-27T12:00:00Z", "2027-03-28T01:00:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z")]
    [InlineData("*/10 2 * * *", "Europe/Berlin", "2027-03-28T00:55:00Z", "2027-03-28T01:00:00Z")]
    [InlineData("*/10 2 * * *", "Europe/Berlin", "2027-03-28T01:00:00Z", "2027-03-29T00:00:00Z")]
    [InlineData("0 3 * * *", "Europe/Berlin", "2027-03-28T00:59:00Z", "2027-03-28T01:00:00Z")]
    [InlineData("0 2,3 * * *", "Europe/Berlin", "2027-03-28T01:00:00Z", "2027-03-29T00:00:00Z")]
    // Berlin shows 02:00 to 03:00 twice on 2026-10-25 (first from 00:00 UTC).
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-25T01:10:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("*/30 * * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z")]
    [InlineData("0 3 * * *", "Europe/Berlin", "2026-10-25T00:59:00Z", "2026-10-25T02:00:00Z")]
    // New York skips from 07:00 UTC on 2027-03-14 and repeats from 05:00 UTC on 2026-11-01.
    [InlineData("15 2 * * SUN", "America/New_York", "2027-03-13T12:00:00Z", "2027-03-14T07:00:00Z")]
    [InlineData("15 1 * * *", "America/New_York", "2026-11-01T04:00:00Z", "2026-11-01T05:15:00Z")]
    [InlineData("15 1 * * *", "America/New_York", "2026-11-01T05:15:00Z", "2026-11-02T06:15:00Z")]
    // Lord Howe moves by half an hour.
    [InlineData("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00:00Z", "2026-10-03T15:30:00Z")]
    // Chile's and Lebanon's gaps begin at midnight.
    [InlineData("0 0 * * *", "America/Santiago", "2026-09-05T12:00:00Z", "2026-09-06T04:00:00Z")]
    [InlineData("0 0 * * *", "Asia/Beirut", "2026-03-28T12:00:00Z", "2026-03-28T22:00:00Z")]
    // Samoa had no 2011-12-30 at all.
    [InlineData("0 9 30 12 *", "Pacific/Apia", "2011-12-29T12:00:00Z", "2011-12-30T10:00:00Z")]
    [InlineData("0 9 * * *", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-30T19:00:00Z")]
    // Zones without changes.
    [InlineData("0 9 * * *", "Asia/Kolkata", "2026-11-21T03:30:00Z", "2026-11-22T03:30:00Z")]
    [InlineData("0 9 * * *", "Pacific/Kiritimati", "2026-11-21T00:00:00Z", "2026-11-21T19:00:00Z")]
    public void A_skipped_time_comes_once_behind_the_gap_and_a_doubled_one_the_first_time(string expression, string zone, string after, string next)
    {
        Assert.Equal(Time(next), CronExpression.Parse(expression).NextAfter(Time(after), TimeZoneInfo.FindSystemTimeZoneById(zone)));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
