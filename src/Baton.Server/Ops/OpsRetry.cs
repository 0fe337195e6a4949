using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Engine.Repairs;

namespace Baton.Server.Ops;

/// <summary>A retry, as documented.</summary>
internal sealed record OpsRetry
{
    /// <summary>True where calls that were begun may be made again.</summary>
    public bool? RepeatCalls { get; init; }

    /// <summary>True where nothing is to be done but to say what would be.</summary>
    public bool? DryRun { get; init; }
}

/// <summary>A skip, as documented.</summary>
internal sealed record OpsSkip
{
    /// <summary>The node that is meant, as a check; or absent.</summary>
    public string? Node { get; init; }

    /// <summary>State members to set, and items to append to logs; or absent.</summary>
    public JsonElement? Values { get; init; }
}

/// <summary>What a retry or skip did, or would do.</summary>
/// <param name="RunId">The run that is taken up.</param>
/// <param name="NewRunId">The run that does what is left; null in a dry run.</param>
/// <param name="Outcome"><c>started</c>, <c>already_started</c>, or <c>planned</c>.</param>
internal sealed record OpsRepaired(Guid RunId, Guid? NewRunId, string Outcome)
{
    /// <summary>The node that comes first; null where the new run begins anew with the same input.</summary>
    public string? Node { get; init; }

    /// <summary>The last entry that is not done again, or null.</summary>
    public int? FromSeq { get; init; }

    /// <summary>Calls that are made again.</summary>
    public IReadOnlyList<string> Repeats { get; init; } = [];

    public static OpsRepaired Of(Repaired repaired) =>
        Of(repaired.Plan) with { NewRunId = repaired.Run, Outcome = repaired.IsNew ? "started" : "already_started" };

    public static OpsRepaired Of(RepairPlan plan) => new(plan.Run, null, "planned") { Node = plan.Node, FromSeq = plan.From?.Seq, Repeats = plan.Repeats };
}

/// <summary>Runs to cancel, as documented: <c>ids</c> or <c>filter</c>.</summary>
internal sealed record OpsBulkCancel
{
    /// <summary>The runs, at most 1,000.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>What the runs have in common: the parameters of GET /ops/runs by name.</summary>
    public JsonElement? Filter { get; init; }

    /// <summary>How many runs at most, oldest first: up to 1,000, by default 100.</summary>
    public int? Limit { get; init; }

    /// <summary>True where nothing is to be done but to say what would be.</summary>
    public bool? DryRun { get; init; }

    /// <summary>Why, for the runs' journals; or absent.</summary>
    public string? Reason { get; init; }
}

/// <summary>Runs to retry, as documented: <c>ids</c> or <c>filter</c>.</summary>
internal sealed record OpsBulkRetry
{
    /// <inheritdoc cref="OpsBulkCancel.Ids"/>
    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <inheritdoc cref="OpsBulkCancel.Filter"/>
    public JsonElement? Filter { get; init; }

    /// <inheritdoc cref="OpsBulkCancel.Limit"/>
    public int? Limit { get; init; }

    /// <inheritdoc cref="OpsBulkCancel.DryRun"/>
    public bool? DryRun { get; init; }

    /// <inheritdoc cref="OpsRetry.RepeatCalls"/>
    public bool? RepeatCalls { get; init; }
}

/// <summary>What came of an order for many runs.</summary>
/// <param name="DryRun">True where nothing was done.</param>
/// <param name="Matched">How many runs were meant when the order came; up to 100,000 of a status are counted.</param>
/// <param name="Results">One for each run that was looked at; where there are fewer than were meant, repeat the order for the rest.</param>
internal sealed record OpsBulkResult(bool DryRun, int Matched, IReadOnlyList<OpsBulkItem> Results);

/// <summary>What came of an order for one run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Outcome"><c>cancelled</c>, <c>retried</c>, <c>already_retried</c>, <c>refused</c>; in a dry run <c>would_cancel</c>, <c>would_retry</c>, <c>would_repeat_calls</c>.</param>
internal sealed record OpsBulkItem(Guid RunId, string Outcome)
{
    /// <summary>The run that does what is left, or absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? NewRunId { get; init; }

    /// <summary>Calls that would be made again, or absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Repeats { get; init; }

    /// <summary>Why it was refused: the stable code; or absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    /// <summary>Why it was refused, in words; or absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Detail { get; init; }
}
