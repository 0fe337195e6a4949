using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Engine.RemoteAgents;

/// <summary>The remote agents of the configuration section <c>Baton:RemoteAgents</c>, over those that systems registered; checked once at start.</summary>
internal sealed class RemoteAgentSettings
{
    public const string Section = "Baton:RemoteAgents";

    /// <summary>The name of an agent's version where it has only one address.</summary>
    public const string OnlyVersion = "1";

    private readonly List<Fault> _faults = [];
    private readonly List<RemoteAgent> _agents = [];

    /// <exception cref="ValidationException">There are faults; all are listed.</exception>
    public RemoteAgentSettings(IConfiguration? configuration, IEnumerable<RemoteAgentDefaults> defaults)
    {
        var section = configuration?.GetSection(Section);

        // Configuration ignores case, and variables of the environment are often written in capitals.
        var named = new Dictionary<string, RemoteAgentOptions?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, options) in defaults.SelectMany(known => known.Agents)) named[name] = options;
        foreach (var child in section?.GetChildren() ?? []) named.TryAdd(child.Key, null);
        foreach (var (name, options) in named.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var place = section?.GetSection(name);
            var check = new RemoteAgentCheck(name, place?.Path ?? $"{Section}:{name}", _faults);
            if (check.Read(options, place?.Exists() == true ? place : null) is { } agent) _agents.Add(agent);
        }

        CheckFallbacks();
        if (_faults.Count > 0) throw new ValidationException(ErrorCodes.RemoteAgentSettingInvalid, "The remote agents cannot be used like this", _faults);
    }

    public IReadOnlyList<RemoteAgent> Agents => _agents;

    private void CheckFallbacks()
    {
        var byName = _agents.ToDictionary(agent => agent.Name, StringComparer.Ordinal);
        foreach (var agent in _agents.Where(agent => agent.Fallback is not null))
        {
            if (!byName.ContainsKey(agent.Fallback!)) Refuse(agent, $"There is no remote agent '{agent.Fallback}'. Name one that is configured, or remove the setting.");
            else if (ComesBack(agent, byName)) Refuse(agent, $"The fallbacks lead from '{agent.Name}' back to it. Let the last one have none.");
        }
    }

    private static bool ComesBack(RemoteAgent agent, Dictionary<string, RemoteAgent> byName)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = agent; at?.Fallback is { } next && seen.Add(next); at = byName.GetValueOrDefault(next))
        {
            if (next == agent.Name) return true;
        }

        return false;
    }

    private void Refuse(RemoteAgent agent, string why) => _faults.Add(new Fault(ErrorCodes.RemoteAgentSettingInvalid, $"{Section}:{agent.Name}:Fallback", why));
}

/// <summary>Remote agents that a system knows by itself.</summary>
/// <param name="Agents">By name.</param>
internal sealed record RemoteAgentDefaults(IReadOnlyDictionary<string, RemoteAgentOptions> Agents);
