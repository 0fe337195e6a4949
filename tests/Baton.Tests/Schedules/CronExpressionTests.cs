using System.Globalization;
using Baton.Errors;
using Baton.Schedules;

namespace Baton.Tests.Schedules;

public sealed class CronExpressionTests
{
    [Theory]
    [InlineData("* * * * *", "2026-11-21T10:00:00Z", "2026-11-21T10:01:00Z")]
    [InlineData("* * * * *", "2026-11-21T10:00:59.999Z", "2026-11-21T10:01:00Z")]
    [InlineData("30 9 * * *", "2026-11-21T09:30:00Z", "2026-11-22T09:30:00Z")]
    [InlineData("30 9 * * *", "2026-11-21T09:29:59Z", "2026-11-21T09:30:00Z")]
    [InlineData("*/15 8-10 * * *", "2026-11-21T10:45:00Z", "2026-11-22T08:00:00Z")]
    [InlineData("5/20 * * * *", "2026-11-21T10:26:00Z", "2026-11-21T10:45:00Z")]
    [InlineData("10-20/5,55 * * * *", "2026-11-21T10:15:00Z", "2026-11-21T10:20:00Z")]
    [InlineData("10-20/5,55 * * * *", "2026-11-21T10:20:00Z", "2026-11-21T10:55:00Z")]
    [InlineData("0 0 1 jan,Jul *", "2026-11-21T10:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("0 0 31 * *", "2026-11-21T10:00:00Z", "2026-12-31T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2026-11-21T10:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z")]
    [InlineData("0 12 * * 0", "2026-11-21T10:00:00Z", "2026-11-22T12:00:00Z")]
    [InlineData("0 12 * * 7", "2026-11-21T10:00:00Z", "2026-11-22T12:00:00Z")]
    [InlineData("0 12 * * MON-FRI", "2026-11-20T12:00:00Z", "2026-11-23T12:00:00Z")]
    [InlineData("0 12 * * fri-sun", "2026-11-22T12:00:00Z", "2026-11-27T12:00:00Z")]
    [InlineData("0 12 * * 5-7", "2026-11-21T12:00:00Z", "2026-11-22T12:00:00Z")]
    [InlineData("0 12 * * */2", "2026-11-22T12:00:00Z", "2026-11-24T12:00:00Z")]
    [InlineData("0 0 * * 1/2", "2026-11-25T00:00:00Z", "2026-11-27T00:00:00Z")]
    [InlineData("  0\t12  * *   *  ", "2026-11-21T12:00:00Z", "2026-11-22T12:00:00Z")]
    public void The_next_time_is_the_first_that_fits(string expression, string after, string next)
    {
        Assert.Equal(Time(next), CronExpression.Parse(expression).NextAfter(Time(after), TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData("0 0 13 * FRI", "2026-11-09T00:00:00Z", "2026-11-13T00:00:00Z")]
    [InlineData("0 0 13 * FRI", "2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z")]
    [InlineData("0 0 13 * FRI", "2026-12-11T00:00:00Z", "2026-12-13T00:00:00Z")]
    [InlineData("0 0 * * FRI", "2026-11-09T00:00:00Z", "2026-11-13T00:00:00Z")]
    [InlineData("0 0 */2 * FRI", "2026-11-14T00:00:00Z", "2026-11-27T00:00:00Z")]
    [InlineData("0 0 13 * */1", "2026-11-14T00:00:00Z", "2026-12-13T00:00:00Z")]
    public void Two_restricted_day_fields_fit_where_either_does_and_a_star_leaves_it_to_the_other(string expression, string after, string next)
    {
        Assert.Equal(Time(next), CronExpression.Parse(expression).NextAfter(Time(after), TimeZoneInfo.Utc));
    }

    [Fact]
    public void A_leap_day_on_one_weekday_is_found_many_years_away()
    {
        var sundays = CronExpression.Parse("0 0 29 2 */7");

        Assert.Equal(Time("2032-02-29T00:00:00Z"), sundays.NextAfter(Time("2026-01-01T00:00:00Z"), TimeZoneInfo.Utc));
        Assert.Equal(Time("2128-02-29T00:00:00Z"), sundays.NextAfter(Time("2088-03-01T00:00:00Z"), TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("-1 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("* * 32 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 8")]
    [InlineData("* * * * MON-")]
    [InlineData("30-10 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("*/60 * * * *")]
    [InlineData("1,,2 * * * *")]
    [InlineData("*-5 * * * *")]
    [InlineData("1/2/3 * * * *")]
    [InlineData("+1 * * * *")]
    [InlineData("١ * * * *")]
    [InlineData("@daily")]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4,6,SEP,11 *")]
    public void What_is_no_expression_or_never_comes_is_refused(string expression)
    {
        List<string> faults = [];

        Assert.Null(CronExpression.TryParse(expression, faults));
        Assert.Single(faults);
    }

    [Fact]
    public void All_faults_are_told_at_once_with_the_field_and_the_cure()
    {
        var exception = Assert.Throws<ValidationException>(() => CronExpression.Parse("61 25 */99 FOO 5-1"));

        Assert.Equal(ErrorCodes.ScheduleInvalid, exception.Code);
        Assert.Equal(
            ["minute: '61'", "hour: '25'", "day of month: '99'", "month: 'FOO'", "day of week: the range '5-1'"],
            exception.Faults.Select(fault => fault.Message[..(fault.Message.LastIndexOf('\'', fault.Message.IndexOf(". ", StringComparison.Ordinal)) + 1)]));
        Assert.All(exception.Faults, fault => Assert.Matches("(Use|Write)", fault.Message));
    }

    [Fact]
    public void A_very_long_text_is_refused_as_a_whole()
    {
        List<string> faults = [];

        Assert.Null(CronExpression.TryParse(string.Join(',', Enumerable.Repeat("1", 10_000)) + " * * * *", faults));
        Assert.Single(faults);
    }

    [Fact]
    public void The_end_of_time_has_no_next()
    {
        Assert.Null(CronExpression.Parse("* * * * *").NextAfter(DateTimeOffset.MaxValue.AddDays(-1), TimeZoneInfo.Utc));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
