using Baton.Agents.Models;
using Baton.Agents.Prompts;
using Baton.Errors;

namespace Baton.Agents.Policies;

/// <summary>Checks, at start, that the models and fallbacks which agents name are there and can take their place.</summary>
/// <param name="agents">The agents, with how a fault of theirs is made from a key, a code and a text.</param>
/// <param name="policies">The rules.</param>
/// <param name="output">The type of an agent's answer.</param>
internal sealed class PolicyCheck(
    IReadOnlyList<(AgentDefinition Agent, Func<string, string, string, Fault> At)> agents, PolicyCatalog policies, Func<string, Type> output)
{
    public static string UnknownModel(string name, ModelCatalog models) =>
        $"There is no model '{name}'. Configure {ModelCatalog.Section}:{name}, or name one of {string.Join(", ", models.All.Select(model => model.Name))}.";

    /// <summary>What is wrong with an agent's own <c>failover</c>.</summary>
    public static IEnumerable<Fault> Failover(AgentDefinition own, ModelCatalog models, Func<string, string, string, Fault> at)
    {
        foreach (var name in own.Policies.Failover ?? [])
        {
            var key = $"policies/failover/{name}";
            if (models.Find(name) is null) yield return at(key, ErrorCodes.ModelUnknown, UnknownModel(name, models));
            else if (IsSame(name, own.Model)) yield return at(key, ErrorCodes.AgentValueInvalid, $"'{name}' is the agent's own model. Name others.");
        }
    }

    /// <summary>An agent's policies with the defaults; its own model is no fail-over of itself.</summary>
    public static AgentPolicies Complete(AgentDefinition own, AgentPolicies defaults)
    {
        var all = own.Policies.Or(defaults);
        return all.Failover is { } models ? all with { Failover = [.. models.Where(name => !IsSame(name, own.Model))] } : all;
    }

    public IEnumerable<Fault> Fallbacks() => agents.Where(placed => placed.Agent.Policies.Fallback is not null).Select(Fallback).OfType<Fault>();

    private Fault? Fallback((AgentDefinition Agent, Func<string, string, string, Fault> At) placed)
    {
        var (agent, name) = (placed.Agent, placed.Agent.Policies.Fallback!);
        var (other, rule) = (Find(name), policies.Rule(name));
        Fault Wrong(string text) => placed.At("policies/fallback", ErrorCodes.FallbackInvalid, text);
        if (other is null && rule is null) return Wrong($"There is no agent and no rule '{name}'. Add an agent file of this name, or AddFallback(\"{name}\", …).");
        if (other is not null && rule is not null) return Wrong($"'{name}' is an agent and a rule. Rename one.");
        var (given, wanted) = (rule?.Output ?? output(name), output(agent.Name));
        if (given != wanted) return Wrong($"'{name}' answers with {Shown(given)}, the agent with {Shown(wanted)}. A fallback answers in the same form.");
        return LeadsTo(name, agent.Name) ? Wrong($"'{name}' leads back to the agent itself. End the chain of fallbacks with a rule, or with an agent that has none.") : null;
    }

    private bool LeadsTo(string from, string target)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var name = from; name is not null && seen.Add(name); name = Find(name)?.Policies.Fallback)
        {
            if (name == target) return true;
        }

        return false;
    }

    private AgentDefinition? Find(string name) => agents.FirstOrDefault(placed => placed.Agent.Name == name).Agent;

    private static string Shown(Type type) => type == typeof(string) ? "plain text" : type.Name;

    private static bool IsSame(string model, string other) => string.Equals(model, other, StringComparison.OrdinalIgnoreCase);
}
