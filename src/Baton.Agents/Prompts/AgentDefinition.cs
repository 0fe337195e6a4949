using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Agents.Context;
using Baton.Agents.Knowledge;
using Baton.Agents.Memory;
using Baton.Agents.Policies;

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

    /// <summary>What the agent may look up; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KnowledgeSettings? Knowledge { get; init; }

    /// <summary>The names of the guardrails, in order: those of the configuration, then the file's.</summary>
    public IReadOnlyList<string> Guardrails { get; init; } = [];

    /// <summary>What is set for guardrails, a JSON object by name; null where nothing is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, JsonElement>? GuardrailSettings { get; init; }

    /// <summary>Time, tries and what happens after the last one.</summary>
    public AgentPolicies Policies { get; init; } = new();

    /// <summary>How much of a long conversation its model is sent; null for all that the model takes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AgentContext? Context { get; init; }

    /// <summary>What it may know of the customer it works for; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AgentMemory? Memory { get; init; }

    /// <summary>How long an answer may be given again to the very same request; null for never. At most a day.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeSpan? CacheTtl { get; init; }

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
