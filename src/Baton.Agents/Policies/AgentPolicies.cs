using System.Text.Json.Serialization;
using Baton.Policies;

namespace Baton.Agents.Policies;

/// <summary>What an agent is allowed, and what happens where it fails. A member that is null takes that of <c>Baton:Agents:Policies</c>.</summary>
public sealed record AgentPolicies
{
    /// <summary>The keys of an agent's file; all but <c>fallback</c> are those of the configuration too.</summary>
    internal static readonly string[] Keys =
    [
        "timeout", "retries", "backoff", "max_backoff", "failover", "fallback", "escalate_after",
        "max_tokens", "max_cost_usd", "max_model_calls", "max_tool_calls",
    ];

    /// <summary>The longest that one try of a model call may take; null takes what is left of the run's time budget.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often a model call that failed is tried again, 0 to 10; null takes the default of effects.</summary>
    public int? Retries { get; init; }

    /// <summary>The wait before the second try of a model call; each further one is twice as long. Null takes 0.5 s.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeSpan? Backoff { get; init; }

    /// <summary>The longest wait between tries; null takes 30 s.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeSpan? MaxBackoff { get; init; }

    /// <summary>The models of the catalogue that are asked in turn where the agent's own fails; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Failover { get; init; }

    /// <summary>The agent, or the rule, that answers where this one has failed for good; null for none.</summary>
    public string? Fallback { get; init; }

    /// <summary>The most tokens that a visit's model calls may take, sent and received; null for no limit.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The most US dollars that a visit's model calls may cost; null for no limit.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>How many answers of the model a visit may ask for; null for no limit besides the loop's own.</summary>
    public int? MaxModelCalls { get; init; }

    /// <summary>How many tool calls a visit may make; null for no limit besides the loop's own.</summary>
    public int? MaxToolCalls { get; init; }

    /// <summary>From how many failed visits in a row on a thread a person is asked; null for never.</summary>
    public int? EscalateAfter { get; init; }

    /// <summary>Tries of a model call: exponential backoff, a fifth of each wait random.</summary>
    internal RetryPolicy Retry() => RetryPolicy.Default with
    {
        Attempts = Retries is { } retries ? retries + 1 : RetryPolicy.Default.Attempts,
        FirstDelay = Backoff ?? RetryPolicy.Default.FirstDelay,
        MaxDelay = MaxBackoff ?? RetryPolicy.Default.MaxDelay,
    };

    internal static AgentPolicies Read(IPolicyValues values) => new()
    {
        Timeout = values.Duration("timeout"),
        Retries = values.Number("retries", 0, 10),
        Backoff = values.Duration("backoff"),
        MaxBackoff = values.Duration("max_backoff"),
        Failover = values.List("failover"),
        Fallback = values.Text("fallback"),
        EscalateAfter = values.Number("escalate_after", 1, 1_000),
        MaxTokens = values.Number("max_tokens", 0, int.MaxValue),
        MaxCostUsd = values.Amount("max_cost_usd"),
        MaxModelCalls = values.Number("max_model_calls", 0, int.MaxValue),
        MaxToolCalls = values.Number("max_tool_calls", 0, int.MaxValue),
    };

    /// <summary>These, and <paramref name="defaults"/> where there is nothing.</summary>
    internal AgentPolicies Or(AgentPolicies defaults) => this with
    {
        Timeout = Timeout ?? defaults.Timeout,
        Retries = Retries ?? defaults.Retries,
        Backoff = Backoff ?? defaults.Backoff,
        MaxBackoff = MaxBackoff ?? defaults.MaxBackoff,
        Failover = Failover ?? defaults.Failover,
        EscalateAfter = EscalateAfter ?? defaults.EscalateAfter,
        MaxTokens = MaxTokens ?? defaults.MaxTokens,
        MaxCostUsd = MaxCostUsd ?? defaults.MaxCostUsd,
        MaxModelCalls = MaxModelCalls ?? defaults.MaxModelCalls,
        MaxToolCalls = MaxToolCalls ?? defaults.MaxToolCalls,
    };
}
