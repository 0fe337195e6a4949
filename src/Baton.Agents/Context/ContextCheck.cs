using Baton.Agents.Models;
using Baton.Agents.Prompts;
using Baton.Errors;

namespace Baton.Agents.Context;

/// <summary>Checks at start that an agent's context can be kept.</summary>
internal static class ContextCheck
{
    /// <summary>The share of a window that a prompt may take.</summary>
    private const double PromptShare = 0.5;

    public static IEnumerable<Fault> Faults(AgentDefinition agent, string where, Func<string, AgentDefinition?> find, Func<string, Type?> outputOf, ModelCatalog models)
    {
        var context = agent.Context!;
        if (context.Agent is { } name && AgentFault(name, find(name), outputOf) is { } wrong) yield return new Fault(ErrorCodes.ContextAgentInvalid, where, wrong);
        if (models.Find(agent.Model) is not { } model) yield break;
        if ((context.Window ?? model.ContextWindow) is not { } window)
        {
            yield return new Fault(
                ErrorCodes.ContextWindowUnknown, where, $"How much the model '{agent.Model}' takes is not known. Set 'context: window', or {ModelCatalog.Section}:{model.Name}:context_window.");
            yield break;
        }

        var prompt = (model.Rehearsal ? TokenRate.Offline : new TokenRate(1)).Tokens(agent.Prompt);
        if (prompt > window * PromptShare)
        {
            yield return new Fault(
                ErrorCodes.ContextTooSmall, where, $"The prompt alone takes about {prompt} of {window} tokens. Raise 'context: window' to at least {prompt * 2}, or shorten the prompt.");
        }
    }

    private static string? AgentFault(string name, AgentDefinition? agent, Func<string, Type?> outputOf) =>
        agent is null ? $"There is no agent '{name}'. Add its file, or correct the name."
        : outputOf(name) != typeof(ContextSummary) ? $"The agent '{name}' does not answer with a summary. Set 'output: {nameof(ContextSummary)}' in its file."
        : agent.Context?.Agent is not null ? $"The agent '{name}' has its own conversation condensed. Remove 'context: agent' from its file."
        : agent.Tools.Count > 0 ? $"The agent '{name}' has tools; condensing has no consequences. Remove 'tools' from its file."
        : null;
}
