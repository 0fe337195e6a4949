namespace Baton.Engine.Stores;

/// <summary>What cases come to together.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class CaseTally
{
    private const int Format = 1;

    /// <summary>How many cases.</summary>
    public long Cases { get; private set; }

    /// <summary>Of these, those that were ever escalated.</summary>
    public long Escalated { get; private set; }

    /// <summary>Of these, those that are resolved.</summary>
    public long Resolved { get; private set; }

    /// <summary>Of the resolved ones, those that no person had to do with.</summary>
    public long Contained { get; private set; }

    /// <summary>Of these, those that came back after they were resolved.</summary>
    public long Reopened { get; private set; }

    /// <summary>What their runs cost, in billionths of a US dollar.</summary>
    public long NanoUsd { get; private set; }

    /// <summary>Of this, what the resolved ones cost.</summary>
    public long ResolvedNanoUsd { get; private set; }

    /// <summary>From the opening to the first answer.</summary>
    public TimeHistogram Answers { get; } = new();

    /// <summary>From the opening to the resolution.</summary>
    public TimeHistogram Resolutions { get; } = new();

    /// <summary>The form in which stores keep it.</summary>
    public byte[] ToBytes()
    {
        var writer = new TallyWriter();
        foreach (var number in (ReadOnlySpan<long>)[Format, Cases, Escalated, Resolved, Contained, Reopened, NanoUsd, ResolvedNanoUsd]) writer.Add(number);
        Answers.Write(writer);
        Resolutions.Write(writer);
        return writer.ToArray();
    }

    /// <summary>Adds what <see cref="ToBytes"/> gave.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var reader = new TallyReader(bytes);
        _ = reader.Next();
        Cases += reader.Next();
        Escalated += reader.Next();
        Resolved += reader.Next();
        Contained += reader.Next();
        Reopened += reader.Next();
        NanoUsd += reader.Next();
        ResolvedNanoUsd += reader.Next();
        Answers.AddFrom(ref reader);
        Resolutions.AddFrom(ref reader);
    }

    internal void Add(CaseCount count, int times)
    {
        Cases += times;
        if (count.IsEscalated) Escalated += times;
        if (count.IsReopened) Reopened += times;
        if (count.IsContained) Contained += times;
        NanoUsd += times * count.NanoUsd;
        if (count.AnswerMs is { } answer) Answers.Add(answer, times);
        if (count.ResolutionMs is not { } resolution) return;
        Resolved += times;
        ResolvedNanoUsd += times * count.NanoUsd;
        Resolutions.Add(resolution, times);
    }
}

/// <summary>By what cases are told apart.</summary>
public enum CaseDimension
{
    /// <summary>Nothing: all cases.</summary>
    All = 0,

    /// <summary>The status.</summary>
    Status = 1,

    /// <summary>The category.</summary>
    Category = 2,

    /// <summary>The priority.</summary>
    Priority = 3,

    /// <summary>The agent.</summary>
    Agent = 4,

    /// <summary>What has come of it: <c>contained</c>, <c>assisted</c> (resolved with a person), <c>escalated</c> (not resolved) or <c>open</c>.</summary>
    Outcome = 5,
}

/// <summary>What one case adds to the tallies; kept with the case, so that it can be taken back.</summary>
/// <param name="Day">The day it was opened, UTC.</param>
/// <param name="Graph">Its graph.</param>
/// <param name="Labels">What it is by each <see cref="CaseDimension"/> from <see cref="CaseDimension.Status"/> on.</param>
public sealed record CaseCount(DateOnly Day, string Graph, IReadOnlyList<string> Labels)
{
    /// <summary>The label of what has none.</summary>
    public const string Unlabelled = "uncategorized";

    /// <summary>Milliseconds to the first answer, or null.</summary>
    public long? AnswerMs { get; init; }

    /// <summary>Milliseconds to the resolution; null where it is not resolved.</summary>
    public long? ResolutionMs { get; init; }

    /// <summary>True where it was ever escalated.</summary>
    public bool IsEscalated { get; init; }

    /// <summary>True where it was resolved without a person.</summary>
    public bool IsContained { get; init; }

    /// <summary>True where it came back.</summary>
    public bool IsReopened { get; init; }

    /// <summary>What its runs cost.</summary>
    public long NanoUsd { get; init; }

    /// <summary>What a case adds.</summary>
    /// <param name="row">The case.</param>
    /// <param name="nanoUsd">What its runs cost.</param>
    public static CaseCount Of(CaseRow row, long nanoUsd)
    {
        ArgumentNullException.ThrowIfNull(row);
        var facts = row.Facts;
        var outcome = row.ResolvedAt is not null ? (row.IsContained ? "contained" : "assisted") : row.EscalatedAt is not null ? "escalated" : "open";
        return new CaseCount(
            DateOnly.FromDateTime(row.OpenedAt.UtcDateTime), row.Graph,
            [System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(facts.Status.ToString()), facts.Category ?? Unlabelled, facts.Priority ?? Unlabelled, facts.Agent ?? Unlabelled, outcome])
        {
            AnswerMs = Span(row.OpenedAt, row.AnsweredAt),
            ResolutionMs = Span(row.OpenedAt, row.ResolvedAt),
            IsEscalated = row.EscalatedAt is not null,
            IsContained = row.IsContained,
            IsReopened = row.Reopened > 0,
            NanoUsd = nanoUsd,
        };
    }

    private static long? Span(DateTimeOffset from, DateTimeOffset? to) => to is { } end ? Math.Max(0, (long)(end - from).TotalMilliseconds) : null;
}

/// <summary>Which tally a case adds to.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Day">The day cases were opened, UTC.</param>
/// <param name="Graph">Their graph.</param>
/// <param name="Dimension">By what they are told apart.</param>
/// <param name="Name">What they have in common; empty for all.</param>
public sealed record CaseTallyKey(string Tenant, DateOnly Day, string Graph, CaseDimension Dimension, string Name);

/// <summary>Changes of tallies, gathered before they are written.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class CaseTallyChanges
{
    private readonly Dictionary<CaseTallyKey, CaseTally> _changes = [];

    /// <summary>The changes, in one order everywhere.</summary>
    public IEnumerable<KeyValuePair<CaseTallyKey, CaseTally>> All => _changes
        .OrderBy(change => change.Key.Tenant, StringComparer.Ordinal).ThenBy(change => change.Key.Day).ThenBy(change => change.Key.Graph, StringComparer.Ordinal)
        .ThenBy(change => change.Key.Dimension).ThenBy(change => change.Key.Name, StringComparer.Ordinal);

    /// <summary>Puts a case's count in the place of what it added before.</summary>
    public void Replace(string tenant, CaseCount? before, CaseCount? after)
    {
        if (before is not null) Add(tenant, before, -1);
        if (after is not null) Add(tenant, after, 1);
    }

    private void Add(string tenant, CaseCount count, int times)
    {
        Of(new CaseTallyKey(tenant, count.Day, count.Graph, CaseDimension.All, "")).Add(count, times);
        for (var index = 0; index < count.Labels.Count; index++)
        {
            Of(new CaseTallyKey(tenant, count.Day, count.Graph, (CaseDimension)(index + 1), count.Labels[index])).Add(count, times);
        }
    }

    private CaseTally Of(CaseTallyKey key)
    {
        if (!_changes.TryGetValue(key, out var tally)) _changes[key] = tally = new CaseTally();
        return tally;
    }
}

/// <summary>Which cases are added up.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="From">The first day on which they were opened, UTC.</param>
/// <param name="To">The last day, UTC.</param>
public sealed record CaseTallyQuery(string Tenant, DateOnly From, DateOnly To)
{
    /// <summary>The graph; null for all.</summary>
    public string? Graph { get; init; }
}

/// <summary>Cases added up.</summary>
/// <remarks>Not safe for concurrent use while it is filled.</remarks>
public sealed class CaseTallies
{
    private readonly Dictionary<(CaseDimension Dimension, string Name), CaseTally> _tallies = [];

    /// <summary>All of them together.</summary>
    public CaseTally All => _tallies.GetValueOrDefault((CaseDimension.All, "")) ?? new CaseTally();

    /// <summary>Those of a dimension that there are any of, most cases first.</summary>
    public IReadOnlyList<(string Name, CaseTally Tally)> By(CaseDimension dimension) =>
        [.. _tallies.Where(pair => pair.Key.Dimension == dimension && pair.Value.Cases > 0)
            .OrderByDescending(pair => pair.Value.Cases).ThenBy(pair => pair.Key.Name, StringComparer.Ordinal).Select(pair => (pair.Key.Name, pair.Value))];

    /// <summary>Adds a tally as it is kept.</summary>
    public void Add(CaseDimension dimension, string name, ReadOnlySpan<byte> tally) => Of(dimension, name).Add(tally);

    /// <summary>Puts a case that has changed since it was counted in the place of what it added then.</summary>
    public void Replace(CaseCount? before, CaseCount? after)
    {
        if (before is not null) Add(before, -1);
        if (after is not null) Add(after, 1);
    }

    private void Add(CaseCount count, int times)
    {
        Of(CaseDimension.All, "").Add(count, times);
        for (var index = 0; index < count.Labels.Count; index++) Of((CaseDimension)(index + 1), count.Labels[index]).Add(count, times);
    }

    private CaseTally Of(CaseDimension dimension, string name)
    {
        if (!_tallies.TryGetValue((dimension, name), out var tally)) _tallies[(dimension, name)] = tally = new CaseTally();
        return tally;
    }
}
