using System.Text.Json;
using Baton.Policies;

namespace Baton.Graphs;

/// <summary>What is special about an effect.</summary>
public sealed record EffectOptions
{
    /// <summary>What the call depends on. Its hash is recorded: a node that asks again with other arguments parks its run.</summary>
    public object? Arguments { get; init; }

    /// <summary>True where a call that may have happened must not happen again: after a crash between start and result a person is asked.</summary>
    public bool AtMostOnce { get; init; }

    /// <summary>What happens after a failure; null takes <see cref="RetryPolicy.Default"/>. A failure that is not retryable is final.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>The longest that one try may take; null takes what is left of the run's time budget.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// True where the node's code goes another way after a failure: a failure for good is then one for every later try of the node's own code
    /// too, as what was recorded behind it rests on it.
    /// </summary>
    public bool FailureStays { get; init; }

    /// <summary>
    /// True where a record that was changed by somebody else before the result's commit (BTN3012) is a failure that may pass: nothing was written,
    /// and the next try reads it again, with the same key.
    /// </summary>
    public bool ConflictMayPass { get; init; }

    /// <summary>What kind of call it is, for traces and displays.</summary>
    public EffectKind Kind { get; init; } = EffectKind.Call;

    /// <summary>References from which the request can be rebuilt (never the content itself), a JSON object, or null.</summary>
    public JsonElement? Request { get; init; }

    /// <summary>
    /// What one try costs at most. Asked only where the run has a <see cref="RunBudget"/>, right before the call: so much is reserved, and a
    /// call that would pass a limit is refused. Null reserves nothing but the call itself.
    /// </summary>
    public Func<CallCost>? Estimate { get; init; }
}

/// <summary>What a call costs. Less than nothing is nothing: no call gives back what others have spent.</summary>
/// <param name="Tokens">Tokens, sent and received.</param>
/// <param name="CostUsd">US dollars; null where unknown, which is not the same as free.</param>
public sealed record CallCost(long Tokens, decimal? CostUsd)
{
    /// <summary>Tokens, sent and received; at least zero.</summary>
    public long Tokens { get; init => field = Math.Max(0, value); } = Math.Max(0, Tokens);

    /// <summary>US dollars, at least zero; null where unknown, which is not the same as free.</summary>
    public decimal? CostUsd { get; init => field = NotNegative(value); } = NotNegative(CostUsd);

    /// <summary>What a model call used, for the accounts; null for calls that are in no account.</summary>
    public CallUsage? Usage { get; init; }

    private static decimal? NotNegative(decimal? cost) => cost < 0 ? 0 : cost;
}

/// <summary>What a model call used. Each try that says so is one row of the accounts, committed with what came of it.</summary>
/// <param name="Agent">The agent that called.</param>
/// <param name="Model">The model's name in the catalogue.</param>
public sealed record CallUsage(string Agent, string Model)
{
    /// <summary>Tokens sent, those from the provider's cache included.</summary>
    public long InputTokens { get; init; }

    /// <summary>Of these, tokens that the provider read from its cache.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>Tokens received, reasoning included.</summary>
    public long OutputTokens { get; init; }

    /// <summary>US dollars by the price table; null where unknown. A limit may count more: what was reserved where nobody knows.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>How long the try took.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>True where the answer came from Baton's own cache and nobody was called.</summary>
    public bool FromCache { get; init; }
}

/// <summary>What kind of call an effect is.</summary>
public enum EffectKind
{
    /// <summary>Any call with consequences.</summary>
    Call,

    /// <summary>A call of a model.</summary>
    Model,

    /// <summary>A call of a tool that a model asked for.</summary>
    Tool,
}

/// <summary>One try of an effect, as the called code sees it.</summary>
public abstract class EffectCall
{
    /// <summary>The idempotency key: the same for every try, and after a crash. Pass it to the other side.</summary>
    public abstract string Key { get; }

    /// <summary>Which try this is, counted from 1.</summary>
    public abstract int Attempt { get; }

    /// <summary>True where an earlier try may have reached the other side: it started and left no result.</summary>
    public abstract bool Repeated { get; }

    /// <summary>A new id in each try, for the message that a model streams.</summary>
    public abstract string MessageId { get; }

    /// <summary>Cancelled when the try must end: timeout, cancel, shutdown.</summary>
    public abstract CancellationToken Cancellation { get; }

    /// <summary>Passes on running text to whoever watches. The text is not recorded; the effect's result is.</summary>
    public abstract void Delta(string text);

    /// <summary>True once <see cref="Delta"/> was called in this try: output was committed to, so no other model may take over silently.</summary>
    public abstract bool HasDeltas { get; }

    /// <summary>Makes <paramref name="write"/> part of the commit that records the effect's result.</summary>
    public abstract void Commit(RecordChange write);

    /// <summary>
    /// Says what this try has cost, whether or not it succeeds; the last word counts. Without it a try that succeeds, or ends in the middle,
    /// costs its estimate, and one that fails costs nothing but the call.
    /// </summary>
    public virtual void Spend(CallCost cost)
    {
    }
}

/// <summary>A change of a record that is committed together with an effect's result.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="Id">The record's id in it.</param>
/// <param name="ExpectedVersion">The version that must be there (0: none yet); null writes whatever is there.</param>
/// <param name="Value">The new value; null deletes.</param>
public sealed record RecordChange(string Collection, string Id, long? ExpectedVersion, JsonElement? Value);
