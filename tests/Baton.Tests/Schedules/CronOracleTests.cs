using System.Globalization;
using Baton.Schedules;

namespace Baton.Tests.Schedules;

/// <summary>Compares with the definition, followed minute by minute: a minute is due when the clock first reaches it or passes over it.</summary>
public sealed class CronOracleTests
{
    private const int Seed = 20_261_121;

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/Santiago")]
    [InlineData("Asia/Beirut")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Asia/Kathmandu")]
    public void Every_time_of_two_years_is_found_and_no_other(string zoneName)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        string[] expressions = ["30 2 * * *", "*/7 * * * *", "0 0 * * *", "0 3 13 * FRI", "15 1-3 * 3,4,9-11 *", "59 23 28-31 * *", "0 */5 */3 * MON-WED"];
        Compare(expressions, zone, Time("2026-01-01T00:00:00Z"), TimeSpan.FromDays(730));
    }

    [Fact]
    public void A_day_that_a_country_skips_is_found_too() =>
        Compare(["0 9 * * *", "*/30 * * * *", "0 9 30 12 *"], TimeZoneInfo.FindSystemTimeZoneById("Pacific/Apia"), Time("2011-12-20T00:00:00Z"), TimeSpan.FromDays(30));

    [Fact]
    public void Random_expressions_agree_around_the_changes_of_the_clock()
    {
        var random = new SplitMix(Seed);
        string[] zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", "UTC"];
        string[] around = ["2026-03-07T00:00:00Z", "2026-03-28T00:00:00Z", "2026-04-04T00:00:00Z", "2026-09-05T00:00:00Z", "2026-10-03T00:00:00Z", "2026-10-24T00:00:00Z", "2026-10-31T00:00:00Z"];
        for (var round = 0; round < 300; round++)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(random.Pick(zones));
            Compare([random.Expression()], zone, Time(random.Pick(around)), TimeSpan.FromDays(3));
        }
    }

    [Fact]
    public void The_next_time_is_always_later_and_fits_what_the_clock_shows_or_has_just_passed_over()
    {
        var random = new SplitMix(Seed + 1);
        string[] zones = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Chatham"];
        for (var round = 0; round < 3_000; round++)
        {
            var expression = CronExpression.Parse(random.Expression());
            var zone = TimeZoneInfo.FindSystemTimeZoneById(random.Pick(zones));
            var after = Time("2020-01-01T00:00:00Z").AddSeconds(random.Next(20 * 365 * 86_400));

            if (expression.NextAfter(after, zone) is not { } next) continue;

            Assert.True(next > after, $"{expression} in {zone.Id} after {after:O}: {next:O}");
            var (shown, before) = (Shown(next, zone), Shown(next.AddMinutes(-1), zone));
            var passed = Enumerable.Range(1, Math.Max(1, (int)(shown - before).TotalMinutes)).Select(minute => before.AddMinutes(minute));
            Assert.True(expression.Matches(shown) || passed.Any(expression.Matches), $"{expression} in {zone.Id} after {after:O}: {next:O}");
        }
    }

    private static void Compare(string[] texts, TimeZoneInfo zone, DateTimeOffset from, TimeSpan length)
    {
        var expressions = texts.Select(CronExpression.Parse).ToArray();
        var due = expressions.Select(_ => new List<DateTimeOffset>()).ToArray();
        var reached = Shown(from, zone);
        for (var now = from.AddMinutes(1); now <= from + length; now = now.AddMinutes(1))
        {
            var shown = Shown(now, zone);
            if (shown <= reached) continue;
            for (var index = 0; index < expressions.Length; index++)
            {
                for (var minute = reached.AddMinutes(1); minute <= shown; minute = minute.AddMinutes(1))
                {
                    if (!expressions[index].Matches(minute)) continue;
                    due[index].Add(now);
                    break;
                }
            }

            reached = shown;
        }

        for (var index = 0; index < expressions.Length; index++)
        {
            var found = new List<DateTimeOffset>();
            for (var next = expressions[index].NextAfter(from, zone); next <= from + length; next = expressions[index].NextAfter(next.Value, zone)) found.Add(next!.Value);
            Assert.True(due[index].SequenceEqual(found), $"{texts[index]} in {zone.Id} from {from:O}: expected {Head(due[index], found)}");
        }
    }

    private static string Head(List<DateTimeOffset> due, List<DateTimeOffset> found)
    {
        var at = due.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{(at < due.Count ? $"{due[at]:O}" : "none")}, found {(at < found.Count ? $"{found[at]:O}" : "none")}";
    }

    private static DateTime Shown(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Numbers that are the same in every run.</summary>
    private sealed class SplitMix(ulong seed)
    {
        private ulong _state = seed;

        public int Next(int below)
        {
            _state += 0x9E3779B97F4A7C15;
            var mixed = (_state ^ _state >> 30) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
            return (int)((mixed ^ mixed >> 31) % (ulong)below);
        }

        public string Pick(params string[] items) => items[Next(items.Length)];

        public string Expression() => $"{Field(0, 59)} {Field(0, 23)} {Field(1, 28)} {Pick("*", "*", "3,4", "9-11", "*/2")} {Field(0, 7)}";

        private string Field(int least, int most)
        {
            var (a, b) = (least + Next(most - least + 1), least + Next(most - least + 1));
            return Next(6) switch
            {
                0 or 1 => "*",
                2 => $"{a}",
                3 => $"*/{1 + Next(most)}",
                4 => $"{Math.Min(a, b)}-{Math.Max(a, b)}",
                _ => $"{a},{b}",
            };
        }
    }
}
