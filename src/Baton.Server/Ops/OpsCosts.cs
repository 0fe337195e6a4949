using System.Globalization;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using RangeAttribute = System.ComponentModel.DataAnnotations.RangeAttribute;

namespace Baton.Server.Ops;

/// <summary>What calls cost, added up.</summary>
internal static class OpsCosts
{
    private const int MostRows = 1_000;
    private const int MostDays = 366;
    private const int DefaultDays = 30;
    private static readonly Dictionary<string, CostDimension> Dimensions = Enum.GetValues<CostDimension>().ToDictionary(Name, StringComparer.Ordinal);

    public static async Task<Ok<OpsCostReport>> Report(
        HttpContext context, IStore store, TimeProvider time, string? by = null, string? from = null, string? to = null, [Range(1, MostRows)] int limit = 100,
        string? run = null, string? graph = null, string? node = null, string? agent = null, string? model = null, string? user = null,
        string? feature = null, string? vertical = null)
    {
        var faults = new List<Fault>();
        var last = Day("to", to, faults) ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var first = Day("from", from, faults) ?? DateOnly.FromDayNumber(Math.Max(0, last.DayNumber + 1 - DefaultDays));
        if (first > last) faults.Add(new Fault(ErrorCodes.RequestInvalid, "from", "It is later than 'to'."));
        else if (last.DayNumber - first.DayNumber >= MostDays) faults.Add(new Fault(ErrorCodes.RequestInvalid, "from", $"At most {MostDays} days are added up at once."));
        var query = new CostQuery(Caller.Of(context).Tenant, first, last)
        {
            By = By(by, faults),
            Where = Where((CostDimension.Run, run), (CostDimension.Graph, graph), (CostDimension.Node, node), (CostDimension.Agent, agent), (CostDimension.Model, model), (CostDimension.User, user), (CostDimension.Feature, feature), (CostDimension.Vertical, vertical)),
            Limit = limit,
        };
        if (faults.Count > 0) throw new ValidationException(ErrorCodes.RequestInvalid, "The request", faults);

        // One more than is shown tells whether there are more.
        var sums = await store.Costs.QueryAsync(query with { Limit = query.Limit + 1 }, context.RequestAborted);
        var total = await store.Costs.QueryAsync(query with { By = [] }, context.RequestAborted);
        return TypedResults.Ok(new OpsCostReport(
            first, last, [.. query.By.Select(Name)], [.. sums.Take(query.Limit).Select(sum => Row(sum, query.By))], Amounts(total.Count == 0 ? CostAmounts.None : total[0].Amounts), sums.Count > query.Limit));
    }

    private static List<CostDimension> By(string? by, List<Fault> faults)
    {
        var names = (by ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
        foreach (var unknown in names.Where(name => !Dimensions.ContainsKey(name)))
        {
            faults.Add(new Fault(ErrorCodes.RequestInvalid, "by", $"Nothing is told apart by '{unknown}'. Use {string.Join(", ", Dimensions.Keys)}."));
        }

        return [.. names.Where(Dimensions.ContainsKey).Select(name => Dimensions[name])];
    }

    private static DateOnly? Day(string name, string? text, List<Fault> faults)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        faults.Add(new Fault(ErrorCodes.RequestInvalid, name, "A day is expected, such as 2026-11-21 (UTC)."));
        return null;
    }

    /// <summary>The conditions that are given.</summary>
    public static Dictionary<CostDimension, string> Where(params ReadOnlySpan<(CostDimension Dimension, string? Value)> wishes)
    {
        var where = new Dictionary<CostDimension, string>();
        foreach (var (dimension, value) in wishes)
        {
            if (!string.IsNullOrEmpty(value)) where[dimension] = value;
        }

        return where;
    }

    private static OpsCostRow Row(CostSum sum, IReadOnlyList<CostDimension> by) =>
        new(by.Zip(sum.Keys).ToDictionary(pair => Name(pair.First), pair => pair.Second, StringComparer.Ordinal), Amounts(sum.Amounts));

    public static OpsCostAmounts Amounts(CostAmounts amounts) => new(amounts.Calls, amounts.CostUsd)
    {
        Failed = amounts.Failed,
        FromCache = amounts.FromCache,
        Unpriced = amounts.Unpriced,
        InputTokens = amounts.InputTokens,
        CachedInputTokens = amounts.CachedInputTokens,
        OutputTokens = amounts.OutputTokens,
        MeanLatencyMs = amounts.Calls > amounts.FromCache ? amounts.LatencyMs / (amounts.Calls - amounts.FromCache) : 0,
        SlowestMs = amounts.SlowestMs,
    };

    private static string Name(CostDimension dimension) => dimension.ToString().ToLowerInvariant();
}

/// <summary>What calls cost.</summary>
/// <param name="From">The first day, UTC.</param>
/// <param name="To">The last day, UTC.</param>
/// <param name="By">By what rows are told apart.</param>
/// <param name="Rows">The sums, the dearest first.</param>
/// <param name="Total">All of it together, rows that are not shown included.</param>
/// <param name="More">True where there are more rows than are shown.</param>
internal sealed record OpsCostReport(DateOnly From, DateOnly To, IReadOnlyList<string> By, IReadOnlyList<OpsCostRow> Rows, OpsCostAmounts Total, bool More);

/// <summary>A sum.</summary>
/// <param name="Keys">What its calls have in common, by what rows are told apart by.</param>
/// <param name="Amounts">How much.</param>
internal sealed record OpsCostRow(IReadOnlyDictionary<string, string> Keys, OpsCostAmounts Amounts);

/// <summary>How much calls used.</summary>
/// <param name="Calls">Tries, answers from the cache included.</param>
/// <param name="CostUsd">US dollars.</param>
internal sealed record OpsCostAmounts(long Calls, decimal CostUsd)
{
    /// <summary>Of the calls, those that failed or were cut off.</summary>
    public long Failed { get; init; }

    /// <summary>Of the calls, those that Baton's own cache answered.</summary>
    public long FromCache { get; init; }

    /// <summary>Of the calls, those whose cost is not known.</summary>
    public long Unpriced { get; init; }

    /// <summary>Tokens sent, those from providers' caches included.</summary>
    public long InputTokens { get; init; }

    /// <summary>Of these, tokens from providers' caches.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Tokens received.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Milliseconds that a call took in the mean; answers from the cache do not count.</summary>
    public long MeanLatencyMs { get; init; }

    /// <summary>Milliseconds of the longest call.</summary>
    public long SlowestMs { get; init; }
}
