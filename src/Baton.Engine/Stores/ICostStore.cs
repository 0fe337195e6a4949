using System.Security.Cryptography;
using System.Text;
using Baton.Engine.Costs;
using Baton.Graphs;

namespace Baton.Engine.Stores;

/// <summary>
/// What calls cost: one row a call, committed with the journal entry that tells of it (<see cref="JournalAppend.Costs"/>), added up when somebody
/// asks; calls of no run are added to the day's sums at once. And what may be spent in a time, over all servers.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface ICostStore
{
    /// <summary>Sums of rows that fit a filter, the dearest first.</summary>
    ValueTask<IReadOnlyList<CostSum>> QueryAsync(CostQuery query, CancellationToken cancellationToken);

    /// <summary>Adds what calls of no run cost to today's sums (<see cref="CostRow.ToSum"/>).</summary>
    ValueTask AddAsync(IReadOnlyList<CostRow> rows, CancellationToken cancellationToken);

    /// <summary>
    /// Adds rows of calls, the oldest first and at most <paramref name="limit"/>, to their day's sums (<see cref="CostRow.ToSum"/>), where the
    /// day began longer ago than <paramref name="olderThan"/>. What they add up to stays what it was; which run it was is forgotten.
    /// </summary>
    /// <returns>How many rows went into sums; 0 where there is nothing more to do.</returns>
    ValueTask<int> FoldAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Reserves in all windows, or in none where one of them would pass its limit by it. Windows begin and end by the store's own clock.
    /// </summary>
    ValueTask<BudgetOutcome> ReserveAsync(IReadOnlyList<BudgetClaim> claims, CancellationToken cancellationToken);

    /// <summary>Puts what was spent in the place of what was reserved. What is never settled stays reserved.</summary>
    /// <returns>The windows, in the order of the shares, as they are now; without those that were removed meanwhile.</returns>
    ValueTask<IReadOnlyList<BudgetWindow>> SettleAsync(IReadOnlyList<BudgetShare> shares, CancellationToken cancellationToken);

    /// <summary>Removes windows that ended longer ago than <paramref name="olderThan"/>.</summary>
    /// <returns>How many were removed.</returns>
    ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken);
}

/// <summary>What one try of a call cost.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Run">The run.</param>
/// <param name="Number">The entry that tells of it; unique in the run. 0 for a day's sum of calls that have all but the run in common.</param>
public sealed record CostRow(string Tenant, Guid Run, int Number)
{
    /// <summary>True for a sum, which is of no run.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsSum => Number == 0;

    /// <summary>What stands where a run does not say.</summary>
    public const string Uncategorized = "uncategorized";

    /// <summary>The run's graph.</summary>
    public required string Graph { get; init; }

    /// <summary>The node, with the path of its inline graph and without the visit's number.</summary>
    public required string Node { get; init; }

    /// <summary>The agent.</summary>
    public required string Agent { get; init; }

    /// <summary>The model's name in the catalogue.</summary>
    public required string Model { get; init; }

    /// <summary>For whom the run worked.</summary>
    public string User { get; init; } = Uncategorized;

    /// <summary>The feature of the caller's product.</summary>
    public string Feature { get; init; } = Uncategorized;

    /// <summary>The line of business.</summary>
    public string Vertical { get; init; } = Uncategorized;

    /// <summary>How much it was.</summary>
    public required CostAmounts Amounts { get; init; }

    /// <summary>What a call cost that no run made.</summary>
    public static CostRow OfNoRun(string tenant, CallUsage usage, bool failed) => CostRows.OfNoRun(tenant, usage, failed);

    /// <summary>What it adds to its day's sum; in the place of the run stands what names the combination.</summary>
    public CostRow ToSum()
    {
        var labels = string.Join('\0', Graph, Node, Agent, Model, User, Feature, Vertical);
        return this with { Run = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(labels)).AsSpan(0, 16)), Number = 0 };
    }

    /// <summary>The sums that rows of one day add to, each once, in one order.</summary>
    public static IEnumerable<CostRow> Sums(IEnumerable<CostRow> rows) => rows
        .Select(row => row.ToSum())
        .GroupBy(row => (row.Tenant, row.Run))
        .Select(group => group.First() with { Amounts = group.Aggregate(CostAmounts.None, (sum, row) => sum + row.Amounts) })
        .OrderBy(row => row.Tenant, StringComparer.Ordinal).ThenBy(row => row.Run);
}

/// <summary>How much calls used.</summary>
/// <param name="Calls">Tries.</param>
/// <param name="Failed">Of these, tries that failed or were cut off.</param>
/// <param name="FromCache">Of these, answers from Baton's own cache: nobody was called.</param>
/// <param name="Unpriced">Of these, calls whose cost is not known: their model has no prices, or their provider told no tokens.</param>
public sealed record CostAmounts(long Calls, long Failed, long FromCache, long Unpriced)
{
    /// <summary>Nothing.</summary>
    public static CostAmounts None { get; } = new(0, 0, 0, 0);

    /// <summary>Tokens sent.</summary>
    public long InputTokens { get; init; }

    /// <summary>Of these, tokens that providers read from their caches.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Tokens received.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Billionths of a US dollar.</summary>
    public long NanoUsd { get; init; }

    /// <summary>Milliseconds, all calls together.</summary>
    public long LatencyMs { get; init; }

    /// <summary>Milliseconds of the longest call.</summary>
    public long SlowestMs { get; init; }

    /// <summary>US dollars.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public decimal CostUsd => NanoUsd / 1_000_000_000m;

    /// <summary>Dollars as they are kept.</summary>
    public static long Nano(decimal usd) => (long)decimal.Round(Math.Clamp(usd, -9_000_000_000m, 9_000_000_000m) * 1_000_000_000m);

    /// <summary>Both together.</summary>
    public static CostAmounts operator +(CostAmounts left, CostAmounts right) => Add(left, right);

    /// <summary>Both together.</summary>
    public static CostAmounts Add(CostAmounts left, CostAmounts right) =>
        new(left.Calls + right.Calls, left.Failed + right.Failed, left.FromCache + right.FromCache, left.Unpriced + right.Unpriced)
        {
            InputTokens = left.InputTokens + right.InputTokens,
            CachedInputTokens = left.CachedInputTokens + right.CachedInputTokens,
            OutputTokens = left.OutputTokens + right.OutputTokens,
            NanoUsd = left.NanoUsd + right.NanoUsd,
            LatencyMs = left.LatencyMs + right.LatencyMs,
            SlowestMs = Math.Max(left.SlowestMs, right.SlowestMs),
        };
}

/// <summary>By what rows of the accounts are told apart.</summary>
public enum CostDimension
{
    /// <summary>The day, UTC, such as <c>2026-11-21</c>.</summary>
    Day,

    /// <summary>The run; empty for rows that were added up since, and for calls of no run.</summary>
    Run,

    /// <summary>The graph.</summary>
    Graph,

    /// <summary>The node.</summary>
    Node,

    /// <summary>The agent.</summary>
    Agent,

    /// <summary>The model.</summary>
    Model,

    /// <summary>The user.</summary>
    User,

    /// <summary>The feature.</summary>
    Feature,

    /// <summary>The vertical.</summary>
    Vertical,
}

/// <summary>Which rows are added up, and by what.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="From">The first day, UTC.</param>
/// <param name="To">The last day, UTC.</param>
public sealed record CostQuery(string Tenant, DateOnly From, DateOnly To)
{
    /// <summary>By what; nothing gives one sum.</summary>
    public IReadOnlyList<CostDimension> By { get; init; } = [];

    /// <summary>What rows must have, by dimension; runs as 32 hex digits with hyphens.</summary>
    public IReadOnlyDictionary<CostDimension, string> Where { get; init; } = System.Collections.Immutable.ImmutableDictionary<CostDimension, string>.Empty;

    /// <summary>How many sums at most.</summary>
    public int Limit { get; init; } = 1_000;
}

/// <summary>Rows added up.</summary>
/// <param name="Keys">What they have in common, in the order of <see cref="CostQuery.By"/>.</param>
/// <param name="Amounts">The sum.</param>
public sealed record CostSum(IReadOnlyList<string> Keys, CostAmounts Amounts);
