using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Agents.Cost;
using Baton.Agents.Tools;

namespace Baton.Agents.Prompts;

/// <summary>
/// Everything besides the conversation that an agent's calls depend on, and their prices. A visit is pinned to it; with the conversation,
/// which the journal has, every call of the visit can be rebuilt.
/// </summary>
/// <param name="Agent">The agent's file, without what only describes it.</param>
/// <param name="Model">The model and its settings.</param>
/// <param name="Tools">What the model is told of its tools.</param>
/// <param name="Answer">The form of the answer; null for plain text.</param>
internal sealed record AgentSnapshot(AgentDefinition Agent, ModelSnapshot Model, IReadOnlyList<ToolSnapshot> Tools, AnswerSnapshot? Answer)
{
    /// <summary>The models that are asked where <see cref="Model"/> fails, in order; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ModelSnapshot>? Failover { get; init; }
}

/// <summary>A model as it was. Where it is reached, and with which key, is not part of it.</summary>
internal sealed record ModelSnapshot(string Name, string Provider, string Model, int? MaxOutputTokens, float? Temperature, ModelPrices? Prices)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ContextWindow { get; init; }
}

/// <summary>A tool as the model is told of it.</summary>
internal sealed record ToolSnapshot(string Name, string Description, JsonElement Schema)
{
    /// <summary>The name of a tool that is not written in C# where it comes from; otherwise null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Remote { get; init; }

    /// <summary>For a tool that is not written in C#: whether a call that may have happened must not happen again; otherwise null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AtMostOnce { get; init; }

    public static ToolSnapshot Of(AgentTool tool) => new(tool.Name, tool.Function.Description, tool.Function.JsonSchema)
    {
        Remote = tool.Remote,
        AtMostOnce = tool.Remote is null ? null : tool.Options.AtMostOnce,
    };
}

/// <summary>The form of an answer as the model is told of it.</summary>
internal sealed record AnswerSnapshot(string Name, JsonElement Schema);
