using System.Collections.Frozen;
using Baton.Registry;

namespace Baton.Engine.RemoteAgents;

/// <summary>The remote agents that this server knows, and the assistants that it has itself.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class RemoteAgentRegistry
{
    private readonly FrozenDictionary<string, RemoteAgent> _agents;
    private readonly GraphRegistry _graphs;

    /// <exception cref="Baton.Errors.ValidationException">Settings are wrong; all faults are listed.</exception>
    public RemoteAgentRegistry(RemoteAgentSettings settings, GraphRegistry graphs) =>
        (_agents, _graphs) = (settings.Agents.ToFrozenDictionary(agent => agent.Name, StringComparer.Ordinal), graphs);

    /// <summary>The agents, by name.</summary>
    public IEnumerable<RemoteAgent> All => _agents.Values.OrderBy(agent => agent.Name, StringComparer.Ordinal);

    /// <summary>Their names, in a sentence.</summary>
    public string Known => _agents.Count == 0
        ? $"Configure it under {RemoteAgentSettings.Section}, or write {RemoteVersion.Local}{{id}} for an assistant of this server."
        : $"There are {string.Join(", ", All.Select(agent => agent.Name))}, and {RemoteVersion.Local}{{id}} for assistants of this server.";

    /// <summary>An agent by its name, or an assistant of this server by its address; null where there is none.</summary>
    public RemoteAgent? Find(string name) =>
        _agents.TryGetValue(name, out var agent) ? agent
        : new RemoteVersion(RemoteAgentSettings.OnlyVersion, name, 1) is { Assistant: { } assistant } version && _graphs.Find(assistant) is not null ? new RemoteAgent(name, [version])
        : null;
}
