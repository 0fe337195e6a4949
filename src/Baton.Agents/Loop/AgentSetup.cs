using Baton.Agents.Guardrails;
using Baton.Agents.Models;
using Baton.Agents.Prompts;
using Baton.Agents.Tools;
using Baton.Graphs;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Loop;

/// <summary>What a visit works with: what it was pinned to, and the clients and code that stand behind it.</summary>
/// <param name="Pinned">What it was pinned to.</param>
/// <param name="Models">The model and those it fails over to, in order, each with the settings and prices it was pinned to.</param>
/// <param name="Tools">The code of its tools.</param>
/// <param name="Format">How its answer is read; null for plain text.</param>
/// <param name="Guardrails">Its guardrails, with the settings that it was pinned to.</param>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed record AgentSetup(
    Pinned<AgentSnapshot> Pinned, IReadOnlyList<ModelEntry> Models, IReadOnlyList<AgentTool> Tools, AnswerFormat? Format, GuardrailSet Guardrails)
{
    public AgentDefinition Agent => Pinned.Value.Agent;

    /// <summary>The tools as the model is told of them; null where there are none.</summary>
    public IList<AITool>? Declarations { get; } = Pinned.Value.Tools.Count == 0
        ? null
        : [.. Pinned.Value.Tools.Select(tool => AIFunctionFactory.CreateDeclaration(tool.Name, tool.Description, tool.Schema))];

    /// <summary>The form of the answer as the model is told of it; null for plain text.</summary>
    public ChatResponseFormat? Response { get; } = Pinned.Value.Answer is { } answer ? ChatResponseFormat.ForJsonSchema(answer.Schema, answer.Name) : null;
}
