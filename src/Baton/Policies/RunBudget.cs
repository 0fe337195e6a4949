using System.Globalization;
using System.Text.Json.Serialization;

namespace Baton.Policies;

/// <summary>What a run and all its child runs may spend together, besides time. A member that is null does not limit.</summary>
public sealed record RunBudget
{
    /// <summary>Tokens of model calls, sent and received; null for no limit.</summary>
    public long? Tokens { get; init; }

    /// <summary>US dollars by the price table; null for no limit. A model without prices cannot be called under this limit.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Tries of model calls; null for no limit.</summary>
    public int? ModelCalls { get; init; }

    /// <summary>Tries of tool calls; null for no limit.</summary>
    public int? ToolCalls { get; init; }

    /// <summary>True where nothing is limited.</summary>
    [JsonIgnore]
    public bool IsUnlimited => Tokens is null && CostUsd is null && ModelCalls is null && ToolCalls is null;

    /// <summary>False where a limit is below zero.</summary>
    [JsonIgnore]
    public bool IsValid => !(Tokens < 0 || CostUsd < 0 || ModelCalls < 0 || ToolCalls < 0);

    /// <summary>These limits, and <paramref name="defaults"/> where there is none.</summary>
    public RunBudget Or(RunBudget defaults) => new()
    {
        Tokens = Tokens ?? defaults.Tokens,
        CostUsd = CostUsd ?? defaults.CostUsd,
        ModelCalls = ModelCalls ?? defaults.ModelCalls,
        ToolCalls = ToolCalls ?? defaults.ToolCalls,
    };

    /// <summary>The lower limit of both, member by member; null for the other changes nothing.</summary>
    public RunBudget LowerOf(RunBudget? other) => other is null ? this : new RunBudget
    {
        Tokens = Lower(Tokens, other.Tokens),
        CostUsd = Lower(CostUsd, other.CostUsd),
        ModelCalls = Lower(ModelCalls, other.ModelCalls),
        ToolCalls = Lower(ToolCalls, other.ToolCalls),
    };

    /// <summary>The limits in words.</summary>
    public override string ToString()
    {
        var limits = new List<string>();
        if (Tokens is { } tokens) limits.Add($"{tokens} tokens");
        if (CostUsd is { } cost) limits.Add(string.Create(CultureInfo.InvariantCulture, $"${cost:0.######}"));
        if (ModelCalls is { } models) limits.Add($"{models} model calls");
        if (ToolCalls is { } tools) limits.Add($"{tools} tool calls");
        return limits.Count == 0 ? "unlimited" : string.Join(", ", limits);
    }

    private static T? Lower<T>(T? left, T? right)
        where T : struct, IComparable<T> =>
        left is { } a && right is { } b ? (a.CompareTo(b) < 0 ? a : b) : left ?? right;
}
