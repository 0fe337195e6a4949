using Baton.Engine.Analytics;
using Baton.Engine.Stores;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>What a desk's cases come to.</summary>
internal static class OpsAnalytics
{
    private const int MostNames = 100;
    private const decimal Nano = 1_000_000_000m;

    /// <summary>Cases that were opened in a period, added up; with <c>compare_from</c> or <c>compare_to</c> those of another one beside them.</summary>
    public static async Task<Ok<OpsAnalyticsReport>> Report(
        HttpContext context, DeskAnalytics analytics, TimeProvider time, string? from = null, string? to = null, string? graph = null,
        string? compare_from = null, string? compare_to = null)
    {
        var faults = new QueryFaults();
        var days = OpsPeriod.Read((nameof(from), from), (nameof(to), to), time, faults);
        var isCompared = !string.IsNullOrEmpty(compare_from);
        if (isCompared == string.IsNullOrEmpty(compare_to)) faults.Add(nameof(compare_from), "Give both compare_from and compare_to.");
        var others = isCompared ? OpsPeriod.Read((nameof(compare_from), compare_from), (nameof(compare_to), compare_to), time, faults) : default;
        faults.Throw();
        var query = new CaseTallyQuery(Caller.Of(context).Tenant, days.From, days.To) { Graph = GraphOf(graph) };
        var period = await PeriodAsync(analytics, query, context.RequestAborted);
        var other = isCompared ? await PeriodAsync(analytics, query with { From = others.From, To = others.To }, context.RequestAborted) : null;
        return TypedResults.Ok(new OpsAnalyticsReport(query.Graph, TimeHistogram.Error, period, other));
    }

    /// <summary>What outcomes cost: cases that were opened in a period by what has come of them.</summary>
    public static async Task<Ok<OpsOutcomeCosts>> Outcomes(HttpContext context, IStore store, TimeProvider time, string? from = null, string? to = null, string? graph = null)
    {
        var faults = new QueryFaults();
        var days = OpsPeriod.Read((nameof(from), from), (nameof(to), to), time, faults);
        faults.Throw();
        var tallies = await store.Cases.TalliesAsync(new CaseTallyQuery(Caller.Of(context).Tenant, days.From, days.To) { Graph = GraphOf(graph) }, context.RequestAborted);
        return TypedResults.Ok(new OpsOutcomeCosts(
            days.From, days.To, [.. tallies.By(CaseDimension.Outcome).Select(pair => Outcome(pair.Name, pair.Tally))], Outcome("all", tallies.All), Resolved(tallies.All)));
    }

    private static string? GraphOf(string? graph) => string.IsNullOrEmpty(graph) ? null : graph;

    private static async ValueTask<OpsAnalyticsPeriod> PeriodAsync(DeskAnalytics analytics, CaseTallyQuery query, CancellationToken cancellationToken)
    {
        var report = await analytics.ReportAsync(query, cancellationToken);
        var (cases, all) = (report.Cases, report.Cases.All);
        return new OpsAnalyticsPeriod(query.From, query.To, Group(null, all))
        {
            ByStatus = Groups(cases, CaseDimension.Status),
            ByCategory = Groups(cases, CaseDimension.Category),
            ByPriority = Groups(cases, CaseDimension.Priority),
            ByAgent = Groups(cases, CaseDimension.Agent),
            Csat = Sum(report, "csat"),
            FirstResponseAccuracy = Sum(report, "first_response_accuracy"),
            Feedback = [.. report.Feedback.Select(sum => new OpsScore(sum.Key, sum.Count, sum.Mean))],
            Uptime = new OpsUptime(Share(report.MinutesUp, report.MinutesKnown), report.MinutesUp, report.MinutesKnown),
        };
    }

    private static OpsScore? Sum(DeskReport report, string key) => report.Feedback.FirstOrDefault(sum => sum.Key == key) is { } sum ? new OpsScore(key, sum.Count, sum.Mean) : null;

    private static IReadOnlyList<OpsCaseGroup> Groups(CaseTallies cases, CaseDimension dimension) =>
        [.. cases.By(dimension).Take(MostNames).Select(pair => Group(pair.Name, pair.Tally))];

    private static OpsCaseGroup Group(string? name, CaseTally tally) => new(name, tally.Cases)
    {
        Resolved = tally.Resolved,
        Contained = tally.Contained,
        Escalated = tally.Escalated,
        Reopened = tally.Reopened,
        EscalationRate = Share(tally.Escalated, tally.Cases),
        ContainmentRate = Share(tally.Contained, tally.Resolved),
        FirstResponse = Times(tally.Answers),
        Resolution = Times(tally.Resolutions),
        CostUsd = tally.NanoUsd / Nano,
        CostPerResolvedUsd = Resolved(tally),
    };

    private static OpsTimes Times(TimeHistogram times) => new(times.Count, Whole(times.Quantile(0.5)), Whole(times.Quantile(0.9)));

    private static long? Whole(double? time) => time is { } value ? (long)Math.Round(value) : null;

    private static double? Share(long part, long whole) => whole > 0 ? (double)part / whole : null;

    private static decimal? Resolved(CaseTally tally) => tally.Resolved > 0 ? decimal.Round(tally.ResolvedNanoUsd / Nano / tally.Resolved, 9) : null;

    private static OpsOutcomeCost Outcome(string name, CaseTally tally) =>
        new(name, tally.Cases, tally.NanoUsd / Nano, tally.Cases > 0 ? decimal.Round(tally.NanoUsd / Nano / tally.Cases, 9) : null);
}

/// <summary>What a desk's cases come to.</summary>
/// <param name="Graph">The graph; null for all.</param>
/// <param name="TimeError">By how much medians and p90 may be off, as a share.</param>
/// <param name="Period">The period.</param>
/// <param name="Compare">Another period, or null.</param>
internal sealed record OpsAnalyticsReport(string? Graph, double TimeError, OpsAnalyticsPeriod Period, OpsAnalyticsPeriod? Compare);

/// <summary>A period: the cases that were opened in it, as they are now.</summary>
/// <param name="From">The first day, UTC.</param>
/// <param name="To">The last day, UTC.</param>
/// <param name="All">All cases.</param>
internal sealed record OpsAnalyticsPeriod(DateOnly From, DateOnly To, OpsCaseGroup All)
{
    /// <summary>By status, most cases first.</summary>
    public required IReadOnlyList<OpsCaseGroup> ByStatus { get; init; }

    /// <summary>By category; at most a hundred.</summary>
    public required IReadOnlyList<OpsCaseGroup> ByCategory { get; init; }

    /// <summary>By priority; at most a hundred.</summary>
    public required IReadOnlyList<OpsCaseGroup> ByPriority { get; init; }

    /// <summary>By agent; at most a hundred.</summary>
    public required IReadOnlyList<OpsCaseGroup> ByAgent { get; init; }

    /// <summary>Customers' satisfaction (feedback <c>csat</c>), or null.</summary>
    public OpsScore? Csat { get; init; }

    /// <summary>How often the first answer was right (feedback <c>first_response_accuracy</c>, 0 to 1), or null.</summary>
    public OpsScore? FirstResponseAccuracy { get; init; }

    /// <summary>Every key that was scored.</summary>
    public required IReadOnlyList<OpsScore> Feedback { get; init; }

    /// <summary>In how many minutes some server was at work.</summary>
    public required OpsUptime Uptime { get; init; }
}

/// <summary>Cases together.</summary>
/// <param name="Name">What they have in common; null for all.</param>
/// <param name="Cases">How many.</param>
internal sealed record OpsCaseGroup(string? Name, long Cases)
{
    /// <summary>Of these, those that are resolved.</summary>
    public long Resolved { get; init; }

    /// <summary>Of the resolved ones, those that no person had to do with.</summary>
    public long Contained { get; init; }

    /// <summary>Those that were ever escalated.</summary>
    public long Escalated { get; init; }

    /// <summary>Those that came back after they were resolved.</summary>
    public long Reopened { get; init; }

    /// <summary>Escalated of all; null without cases.</summary>
    public double? EscalationRate { get; init; }

    /// <summary>Contained of the resolved; null without any.</summary>
    public double? ContainmentRate { get; init; }

    /// <summary>From the opening to the first answer.</summary>
    public required OpsTimes FirstResponse { get; init; }

    /// <summary>From the opening to the resolution.</summary>
    public required OpsTimes Resolution { get; init; }

    /// <summary>What their runs cost, US dollars.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>What a resolved case cost in the mean, US dollars; null without any.</summary>
    public decimal? CostPerResolvedUsd { get; init; }
}

/// <summary>How long it took.</summary>
/// <param name="Count">How many cases.</param>
/// <param name="MedianMs">The median, milliseconds.</param>
/// <param name="P90Ms">What nine of ten did not exceed, milliseconds.</param>
internal sealed record OpsTimes(long Count, long? MedianMs, long? P90Ms);

/// <summary>Scores.</summary>
/// <param name="Key">What is scored.</param>
/// <param name="Count">How many.</param>
/// <param name="Mean">Their mean.</param>
internal sealed record OpsScore(string Key, long Count, double Mean);

/// <summary>In how many minutes some server was at work.</summary>
/// <param name="Share">Of the minutes that are known; null where none is.</param>
/// <param name="MinutesUp">How many.</param>
/// <param name="MinutesKnown">Of how many it is known.</param>
internal sealed record OpsUptime(double? Share, long MinutesUp, long MinutesKnown);

/// <summary>What outcomes cost.</summary>
/// <param name="From">The first day, UTC.</param>
/// <param name="To">The last day, UTC.</param>
/// <param name="Outcomes">By outcome, most cases first.</param>
/// <param name="Total">All cases.</param>
/// <param name="CostPerResolvedUsd">What a resolved case cost in the mean; null without any.</param>
internal sealed record OpsOutcomeCosts(DateOnly From, DateOnly To, IReadOnlyList<OpsOutcomeCost> Outcomes, OpsOutcomeCost Total, decimal? CostPerResolvedUsd);

/// <summary>What an outcome costs.</summary>
/// <param name="Outcome"><c>contained</c>, <c>assisted</c>, <c>escalated</c>, <c>open</c> or <c>all</c>.</param>
/// <param name="Cases">How many cases.</param>
/// <param name="CostUsd">What their runs cost, US dollars.</param>
/// <param name="CostPerCaseUsd">In the mean; null without cases.</param>
internal sealed record OpsOutcomeCost(string Outcome, long Cases, decimal CostUsd, decimal? CostPerCaseUsd);
