namespace Baton.Engine.Telemetry;

/// <summary>Which of OpenTelemetry's names for generative AI are used where version 1.41 and what came after it differ.</summary>
/// <remarks>
/// Source: OpenTelemetry semantic conventions 1.41.1, and open-telemetry/semantic-conventions-genai as of September 2026 (pull requests 374,
/// 440 and 521), which is still changing.
/// </remarks>
public sealed record GenAiConventions
{
    /// <summary>The environment variable by which OpenTelemetry itself asks for the newer names.</summary>
    public const string OptInVariable = "OTEL_SEMCONV_STABILITY_OPT_IN";

    /// <summary>The value with which it does.</summary>
    public const string OptInValue = "gen_ai_latest_experimental";

    /// <summary>Version 1.41: what other libraries emit and most displays read.</summary>
    public static GenAiConventions V141 { get; } = new();

    /// <summary>The names after 1.41.</summary>
    public static GenAiConventions Latest { get; } = new()
    {
        IsLatest = true,
        CacheWriteTokens = "gen_ai.usage.cache_write.input_tokens",
        ModelDuration = "gen_ai.client.inference.duration",
        ModelFirstChunk = "gen_ai.client.inference.time_to_first_chunk",
        AgentDuration = "gen_ai.invoke_agent.duration",
        ToolDuration = "gen_ai.execute_tool.duration",
        PromptVersion = "gen_ai.prompt.version",
        AgentHasProvider = false,
    };

    /// <summary>True for <see cref="Latest"/>.</summary>
    public bool IsLatest { get; private init; }

    /// <summary>Attribute: tokens that were written to the provider's cache.</summary>
    public string CacheWriteTokens { get; private init; } = "gen_ai.usage.cache_creation.input_tokens";

    /// <summary>Attribute: the prompt's version. 1.41 has none.</summary>
    public string PromptVersion { get; private init; } = TelemetryNames.PromptVersion;

    /// <summary>True where an agent's span names the provider and the tokens' use.</summary>
    public bool AgentHasProvider { get; private init; } = true;

    /// <summary>Histogram: how long a model call took, in seconds.</summary>
    public string ModelDuration { get; private init; } = "gen_ai.client.operation.duration";

    /// <summary>Histogram: until the first piece of an answer, in seconds.</summary>
    public string ModelFirstChunk { get; private init; } = "gen_ai.client.operation.time_to_first_chunk";

    /// <summary>Histogram: how long an agent took, in seconds. 1.41 has none.</summary>
    public string AgentDuration { get; private init; } = "baton.agent.duration";

    /// <summary>Histogram: how long a tool took, in seconds. 1.41 has none.</summary>
    public string ToolDuration { get; private init; } = "baton.tool.duration";

    /// <summary>Histogram of 1.41: tokens by type. After it there is a histogram for each type.</summary>
    public string TokenUsage { get; } = "gen_ai.client.token.usage";

    /// <summary>Histogram after 1.41: tokens sent in a call.</summary>
    public string InputTokens { get; } = "gen_ai.client.inference.operation.input_tokens";

    /// <summary>Histogram after 1.41: tokens received in a call.</summary>
    public string OutputTokens { get; } = "gen_ai.client.inference.operation.output_tokens";
}
