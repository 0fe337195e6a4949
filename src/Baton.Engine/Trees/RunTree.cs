using System.Text.Json.Serialization;
using Baton.Engine.Journal;

namespace Baton.Engine.Trees;

/// <summary>What happened in a run, as a tree: node visits, what they called, what they waited for, the child runs they started.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Graph">Its graph.</param>
/// <param name="Version">The graph's version.</param>
/// <param name="Status">Where the run stands.</param>
public sealed record RunTree(Guid RunId, string Graph, int Version, string Status)
{
    /// <summary>The assistant under which it was started.</summary>
    public required string Assistant { get; init; }

    /// <summary>The pool.</summary>
    public required string Pool { get; init; }

    /// <summary>The thread, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ThreadId { get; init; }

    /// <summary>The run that waits for this one, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? Parent { get; init; }

    /// <summary>The checkpoint's run that this one goes on from, where it is a fork; or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? ForkOf { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first node began, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>From its first node to its end, waits included, in milliseconds; null while it has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? DurationMs => (EndedAt - StartedAt)?.TotalMilliseconds;

    /// <summary>How often a server took it up: once for the beginning, and once for each time that it went on.</summary>
    public int Activations { get; init; }

    /// <summary>Why it failed, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorBody? Error { get; init; }

    /// <summary>Why it was cancelled, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    /// <summary>What its calls come to, those of expanded child runs included.</summary>
    public required TreeTotals Totals { get; init; }

    /// <summary>The visits of its own graph's nodes, in order.</summary>
    public required IReadOnlyList<TreeItem> Items { get; init; }

    /// <summary>True where the tree is larger than asked for: what came after <see cref="CutAfter"/> is not in it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Cut { get; init; }

    /// <summary>The last entry that is in a tree that was cut, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? CutAfter { get; init; }
}

/// <summary>Something that happened in a run.</summary>
/// <param name="Kind">
/// <c>node</c>, <c>branch</c>; for calls <c>model</c>, <c>tool</c>, <c>call</c>; for waits <c>approval</c>, <c>timer</c>, <c>retry</c>,
/// <c>event</c>, <c>child</c>, <c>breakpoint</c>.
/// </param>
/// <param name="Name">The node's, call's or wait's name.</param>
/// <param name="Seq">The entry where it begins in the journal.</param>
/// <param name="Status">
/// <c>running</c>, <c>waiting</c>, <c>sleeping</c>, <c>pending</c>, <c>success</c>, <c>error</c>; of a wait also <c>timed_out</c> and
/// <c>superseded</c>; of what a run left open when it ended, that run's status.
/// </param>
public sealed record TreeItem(string Kind, string Name, int Seq, string Status)
{
    /// <summary>The visit that it is or belongs to, such as <c>technical#1/retrieve#1</c>.</summary>
    public required string Visit { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long it took, in milliseconds; null while it goes on.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? DurationMs => (EndedAt - StartedAt)?.TotalMilliseconds;

    /// <summary>Which try it is at, from 1; null for waits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Attempt { get; init; }

    /// <summary>Why it failed, or why the last try did; or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorBody? Error { get; init; }

    /// <summary>When the next try is due, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>True for a call that must not be repeated without asking.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AtMostOnce { get; init; }

    /// <summary>True for a call that was made again because an earlier start had left no result.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Repeated { get; init; }

    /// <summary>What a model call says of itself, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TreeModel? Model { get; init; }

    /// <summary>What is waited for, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TreeWait? Wait { get; init; }

    /// <summary>The child run, where it is expanded; or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunTree? Child { get; init; }

    /// <summary>What happened inside it, in order; null where nothing did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TreeItem>? Items { get; init; }
}

/// <summary>What a model call says of itself. Members are null where it does not say.</summary>
public sealed record TreeModel
{
    /// <summary>The agent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Agent { get; init; }

    /// <summary>The model, as its provider names it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Model { get; init; }

    /// <summary>The provider.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Provider { get; init; }

    /// <summary>The prompt's version.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PromptVersion { get; init; }

    /// <summary>Tokens sent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? InputTokens { get; init; }

    /// <summary>Tokens received.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? OutputTokens { get; init; }

    /// <summary>What it cost in US dollars.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? CostUsd { get; init; }

    /// <summary>How long the try took that succeeded, in milliseconds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? LatencyMs { get; init; }

    /// <summary>True where a rehearsal played the model's part.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Rehearsal { get; init; }
}

/// <summary>What is waited for.</summary>
/// <param name="Ticket">The ticket.</param>
public sealed record TreeWait(string Ticket)
{
    /// <summary>When the wait ends by itself, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Who answered, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? By { get; init; }

    /// <summary>The child run that is waited for, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? RunId { get; init; }

    /// <summary>True where the run brought the answer with it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Given { get; init; }
}

/// <summary>What calls come to.</summary>
/// <param name="ModelCalls">Model calls.</param>
/// <param name="ToolCalls">Tool calls.</param>
/// <param name="InputTokens">Tokens sent.</param>
/// <param name="OutputTokens">Tokens received.</param>
/// <param name="CostUsd">US dollars, as far as prices are known.</param>
/// <param name="Retries">Tries after the first, of nodes and calls.</param>
public sealed record TreeTotals(int ModelCalls = 0, int ToolCalls = 0, long InputTokens = 0, long OutputTokens = 0, decimal CostUsd = 0, int Retries = 0)
{
    /// <summary>Both together.</summary>
    public static TreeTotals operator +(TreeTotals left, TreeTotals right) => new(
        left.ModelCalls + right.ModelCalls, left.ToolCalls + right.ToolCalls, left.InputTokens + right.InputTokens,
        left.OutputTokens + right.OutputTokens, left.CostUsd + right.CostUsd, left.Retries + right.Retries);

    /// <summary>Both together.</summary>
    public static TreeTotals Add(TreeTotals left, TreeTotals right) => left + right;
}
