using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.Agents.Prompts;

/// <summary>An agent as its file defines it.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
public sealed record AgentDefinition
{
    /// <summary>The name that graphs use: lower-case letters, digits and <c>_</c>, 1 to 64 characters, a letter first.</summary>
    public required string Name { get; init; }

    /// <summary>What the agent is for, in a sentence; empty where the file does not say.</summary>
    public string Description { get; init; } = "";

    /// <summary>The model's name in the catalogue; <c>default</c> where the file names none.</summary>
    public string Model { get; init; } = "default";

    /// <summary>The pool that limits the agent's concurrent model and tool calls; <c>default</c> where the file names none.</summary>
    public string Pool { get; init; } = "default";

    /// <summary>The simple name of the C# record that the answer is read as; null for plain text.</summary>
    public string? Output { get; init; }

    /// <summary>The names of the tools that the model may call, in the file's order.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>The names of the guardrails, in order: those of the configuration, then the file's.</summary>
    public IReadOnlyList<string> Guardrails { get; init; } = [];

    /// <summary>What is set for guardrails, a JSON object by name; null where nothing is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, JsonElement>? GuardrailSettings { get; init; }

    /// <summary>Time, tries and what happens after the last one.</summary>
    public AgentPolicies Policies { get; init; } = new();

    /// <summary>The version that the file declares; 1 where it declares none.</summary>
    public int Version { get; init; } = 1;

    /// <summary>
    /// Version and first eight hex digits of the file's hash, such as <c>3+9f2c1a7b</c>, and where values of fields were changed at run time
    /// the number of that change (<c>3+9f2c1a7b.5</c>); stamped on every model call.
    /// </summary>
    public required string PromptVersion { get; init; }

    /// <summary>The prompt, with its placeholders (<c>{{persona}}</c>) as they stand in the file.</summary>
    public required string Prompt { get; init; }

    /// <summary>The names of the prompt's placeholders, each once, in order of appearance.</summary>
    public IReadOnlyList<string> Placeholders { get; init; } = [];

    /// <summary>Values for placeholders to which a request gives none: those set at run time, otherwise the file's.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>The placeholders that the file declares, with what may be done to them; no part of what a visit is pinned to.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, PromptField> Fields { get; init; } = new Dictionary<string, PromptField>();

    /// <summary>The file or resource that it was read from.</summary>
    public required string Source { get; init; }
}

/// <summary>What an agent is allowed.</summary>
public sealed record AgentPolicies
{
    /// <summary>The longest that one try of a model call may take; null takes what is left of the run's time budget.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often a model call that failed is tried again, 0 to 10; null takes the default of effects.</summary>
    public int? Retries { get; init; }

    /// <summary>The node that answers when the model cannot. Kept, not yet applied.</summary>
    public string? Fallback { get; init; }

    /// <summary>The most tokens that a visit's model calls may take, sent and received; null for no limit.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The most US dollars that a visit's model calls may cost; null for no limit.</summary>
    public decimal? MaxCostUsd { get; init; }

    /// <summary>How many answers of the model a visit may ask for; null for no limit besides the loop's own.</summary>
    public int? MaxModelCalls { get; init; }

    /// <summary>How many tool calls a visit may make; null for no limit besides the loop's own.</summary>
    public int? MaxToolCalls { get; init; }

    /// <summary>After how many failed visits in a row a person is asked. Kept, not yet applied.</summary>
    public int? EscalateAfter { get; init; }
}
