using System.Reflection;
using System.Text.Json;
using Baton.Agents.Context;
using Baton.Agents.Guardrails;
using Baton.Agents.Memory;
using Baton.Agents.Models;
using Baton.Agents.Policies;
using Baton.Agents.Tools;
using Baton.Agents.Tools.Sources;
using Baton.Errors;

namespace Baton.Agents.Prompts;

/// <summary>Every agent, read and checked once at start.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
public sealed class AgentCatalog
{
    private readonly Dictionary<string, AgentDefinition> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Type> _outputs = new(StringComparer.Ordinal);
    private readonly List<(AgentDefinition Agent, string Where)> _contexts = [];
    private readonly List<Type> _outputTypes;
    private readonly List<Assembly> _assemblies;

    /// <summary>Reads every source and checks all agents, tools and rehearsals at once.</summary>
    /// <exception cref="ValidationException">At least one fault; all are listed, with file and line.</exception>
    internal AgentCatalog(
        IEnumerable<AgentSource> sources, AgentParts parts, IEnumerable<Type> outputTypes, IEnumerable<Rehearsal> rehearsals)
    {
        var all = sources.ToList();
        _assemblies = [.. all.Select(source => source.Assembly).OfType<Assembly>().Distinct()];
        _outputTypes = [.. outputTypes];
        List<Fault> faults = [.. parts.Tools.Faults, .. parts.Guardrails.Faults, .. parts.Defaults.Faults, .. parts.Policies.Faults, .. parts.Policies.Check(parts.Models)];
        var placed = new List<(AgentDefinition Agent, Func<string, string, string, Fault> At)>();
        foreach (var (source, text) in all.SelectMany(source => source.Read(faults))) Add(source, text, parts, faults, placed);
        faults.AddRange(new PolicyCheck(placed, parts.Policies, OutputOf).Fallbacks());
        CheckRehearsals(rehearsals, faults);
        faults.AddRange(_contexts.SelectMany(placed => ContextCheck.Faults(placed.Agent, placed.Where, Find, agent => _outputs.GetValueOrDefault(agent), parts.Models)));
        if (faults.Count > 0) throw new ValidationException(ErrorCodes.AgentsInvalid, "The agent files cannot be used", faults);
    }

    /// <summary>Every agent, in the order of their names.</summary>
    public IReadOnlyList<AgentDefinition> All => [.. _agents.Values.OrderBy(agent => agent.Name, StringComparer.Ordinal)];

    /// <summary>The agent with this name, or null.</summary>
    public AgentDefinition? Find(string name) => _agents.GetValueOrDefault(name);

    /// <summary>The agent with this name.</summary>
    /// <exception cref="BatonException">There is none.</exception>
    public AgentDefinition Get(string name) => Find(name) ?? throw new BatonException(ErrorCodes.AgentUnknown, UnknownText(name));

    /// <summary>Checks that there is an agent of this name, and that a graph reads its answer as what its file says.</summary>
    internal Fault? Check(string name, Type output, string where)
    {
        if (Find(name) is not { } agent) return new Fault(ErrorCodes.AgentUnknown, where, UnknownText(name));
        if (OutputOf(name) == output) return null;
        return new Fault(
            ErrorCodes.AgentOutputInvalid,
            where,
            $"The graph reads the answer of agent '{name}' as {output.Name}, but {agent.Source} says " +
            (agent.Output is null ? "plain text" : $"'output: {agent.Output}'") + ". Make the two agree.");
    }

    /// <summary>What an agent answers with.</summary>
    internal Type OutputOf(string agent) => _outputs.GetValueOrDefault(agent, typeof(string));

    private static string UnknownText(string name) =>
        $"There is no agent '{name}'. Add an agent file that has this name, or correct the graph's node.";

    private void Add(
        string source, string text, AgentParts parts, List<Fault> faults, List<(AgentDefinition Agent, Func<string, string, string, Fault> At)> placed)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        if (AgentFile.Read(source, text, faults, lines) is not { } own) return;
        var (guardrails, settings) = parts.Defaults.With(own.Guardrails, own.GuardrailSettings);
        var agent = own with { Guardrails = guardrails, GuardrailSettings = settings, Policies = PolicyCheck.Complete(own, parts.Policies.Defaults) };
        Fault At(string path, string code, string message) => new(code, $"{source}:{lines.GetValueOrDefault(path, 2)}", message);

        placed.Add((agent, At));
        faults.AddRange(PolicyCheck.Failover(own, parts.Models, At));
        if (agent.Name.Length > 0 && !_agents.TryAdd(agent.Name, agent))
        {
            faults.Add(At("name", ErrorCodes.AgentNameTaken, $"{_agents[agent.Name].Source} has an agent '{agent.Name}' too. Rename one."));
        }

        if (parts.Models.Find(agent.Model) is null)
        {
            faults.Add(At("model", ErrorCodes.ModelUnknown, PolicyCheck.UnknownModel(agent.Model, parts.Models)));
        }

        foreach (var tool in agent.Tools.Where(tool => !parts.Tools.Knows(tool)))
        {
            faults.Add(At($"tools/{tool}", ErrorCodes.ToolUnknown, $"There is no tool '{tool}'. Add it with AddTool(\"{tool}\", …), configure its source under {ToolSources.Section}, or remove it."));
        }

        foreach (var name in own.Guardrails)
        {
            var set = own.GuardrailSettings is { } all && all.TryGetValue(name, out var there) ? there : (JsonElement?)null;
            faults.AddRange(parts.Guardrails.Check(name, set).Select(fault => At($"guardrails/{name}", fault.Code, fault.Message)));
        }

        faults.AddRange(MemorySettings.Faults(agent, At));
        if (agent.Context is not null) _contexts.Add((agent, $"{source}:{lines.GetValueOrDefault("context/agent", lines.GetValueOrDefault("context/window", 2))}"));
        if (agent.Output is { } output) FindOutput(agent.Name, output, At, faults);
    }

    private void FindOutput(string agent, string output, Func<string, string, string, Fault> at, List<Fault> faults)
    {
        var types = TypesNamed(output);
        if (types is [var type]) _outputs[agent] = type;
        else
        {
            faults.Add(at(
                "output",
                ErrorCodes.AgentOutputInvalid,
                types.Count == 0
                    ? $"No type is named '{output}'. Add it with AddOutput<{output}>(), or correct the name."
                    : $"Several types are named '{output}'. Say which with AddOutput<{output}>()."));
        }
    }

    private void CheckRehearsals(IEnumerable<Rehearsal> rehearsals, List<Fault> faults)
    {
        foreach (var plays in rehearsals.GroupBy(rehearsal => rehearsal.Agent, StringComparer.Ordinal))
        {
            var where = string.Join(", ", plays.Select(rehearsal => rehearsal.GetType().Name));
            if (plays.Skip(1).Any())
            {
                faults.Add(new Fault(ErrorCodes.AgentNameTaken, where, $"Several rehearsals play the agent '{plays.Key}'. Keep one."));
            }

            if (!_agents.ContainsKey(plays.Key))
            {
                faults.Add(new Fault(ErrorCodes.AgentUnknown, where, $"There is no agent '{plays.Key}' to play."));
            }
        }
    }

    private List<Type> TypesNamed(string name)
    {
        var named = _outputTypes.Where(type => type.Name == name).Distinct().ToList();
        return named.Count > 0
            ? named
            : [.. _assemblies.SelectMany(assembly => assembly.GetTypes())
                .Where(type => type.Name == name && type is { IsClass: true, IsAbstract: false })];
    }
}

/// <summary>What agent files refer to.</summary>
internal sealed record AgentParts(ModelCatalog Models, ToolCatalog Tools, GuardrailCatalog Guardrails, GuardrailDefaults Defaults, PolicyCatalog Policies);
