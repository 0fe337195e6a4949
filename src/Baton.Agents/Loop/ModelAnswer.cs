using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Agents.Cost;
using Baton.Agents.Guardrails;

namespace Baton.Agents.Loop;

/// <summary>What a model call gave: the result of an effect of kind <see cref="Graphs.EffectKind.Model"/>, as the journal keeps it.</summary>
public sealed record ModelAnswer
{
    /// <summary>The text; empty where the model only asked for tools.</summary>
    public required string Text { get; init; }

    /// <summary>The tools that the model asked for.</summary>
    public IReadOnlyList<ModelToolCall> ToolCalls { get; init; } = [];

    /// <summary>The tokens; for a rehearsal an estimate.</summary>
    public required TokenUsage Usage { get; init; }

    /// <summary>What the call cost in US dollars; null where the model's prices are unknown.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>The model that answered, as its provider names it.</summary>
    public required string Model { get; init; }

    /// <summary>The provider, as in the model catalogue.</summary>
    public required string Provider { get; init; }

    /// <summary>True where a rehearsal played the model's part: whoever shows the text says so.</summary>
    public bool Rehearsal { get; init; }

    /// <summary>The prompt's version, such as <c>3+9f2c1a7b</c>.</summary>
    public required string PromptVersion { get; init; }

    /// <summary>The agent.</summary>
    public required string Agent { get; init; }

    /// <summary>Why the model stopped (<c>stop</c>, <c>tool_calls</c>, <c>length</c>, <c>content_filter</c>), or null.</summary>
    public string? FinishReason { get; init; }

    /// <summary>How long the call took, in milliseconds.</summary>
    public long LatencyMs { get; init; }

    /// <summary>The agent that failed and in whose place this one answered; null where it answered for itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FallbackFor { get; init; }

    /// <summary>The catalogue's name of the agent's own model, where another one answered because it had failed; otherwise null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FailoverFrom { get; init; }

    /// <summary>True where the answer was given before to the very same request, and nobody was called for it now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Cached { get; init; }

    /// <summary>
    /// What guardrails decided about it; null where the agent has none at its output. Text that they hold back is not in <see cref="Text"/>, and
    /// what they do not let pass at all is kept nowhere.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GuardrailRecord? Guardrails { get; init; }
}

/// <summary>A tool that a model asked for.</summary>
/// <param name="Id">The call's id, unique in its answer.</param>
/// <param name="Name">The tool's name, as the model wrote it.</param>
/// <param name="Args">The arguments, a JSON object; empty where they could not be read.</param>
public sealed record ModelToolCall(string Id, string Name, JsonElement Args)
{
    /// <summary>True where the model's arguments were not a JSON object.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Unreadable { get; init; }
}

/// <summary>What a tool gave: the result of an effect of kind <see cref="Graphs.EffectKind.Tool"/>, as the journal keeps it.</summary>
/// <param name="Content">What the model is told.</param>
/// <param name="IsError">True where the tool failed, does not exist or was called wrongly.</param>
public sealed record ToolAnswer(string Content, bool IsError)
{
    /// <summary>What guardrails decided about it; null where the agent has none at tool results.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GuardrailRecord? Guardrails { get; init; }
}
