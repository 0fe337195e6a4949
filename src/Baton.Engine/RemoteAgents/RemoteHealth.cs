using System.Collections.Concurrent;
using Baton.Engine.Circuits;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.RemoteAgents;

/// <summary>What this server has last seen of each version of an agent.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RemoteHealth(RemoteAgentRegistry agents, ICircuits circuits) : IRemoteAgents
{
    private readonly ConcurrentDictionary<(string Agent, string Version), Seen> _seen = new();

    /// <summary>Notes what a call came to. Only failures that say that the agent is not there count against it.</summary>
    public void Note(RemoteTarget target, RemoteFailure? failure, DateTimeOffset at)
    {
        if (failure?.Code == ErrorCodes.CircuitOpen) return;
        var isDown = failure?.Code is ErrorCodes.RemoteAgentUnreachable or ErrorCodes.RemoteAgentTimeout or ErrorCodes.RemoteAnswerInvalid or ErrorCodes.AddressPrivate;
        Note(target.Agent, target.Version, isDown ? failure!.Code : null, at);
    }

    /// <summary>Notes what a look came to.</summary>
    public void Note(string agent, string version, string? code, DateTimeOffset at)
    {
        // Assistants of this server that nobody registered are known by their address alone.
        if (agents.Find(agent) is null || agent.StartsWith(RemoteVersion.Local, StringComparison.Ordinal)) return;
        _seen.AddOrUpdate(
            (agent, version),
            _ => code is null ? new Seen(null, at, null) : new Seen(code, null, at),
            (_, seen) => code is null ? seen with { Code = null, UpAt = at } : seen with { Code = code, DownAt = at });
    }

    public IReadOnlyList<RemoteAgentStatus> List()
    {
        var states = circuits.List().Where(circuit => circuit.Kind == CircuitKind.RemoteAgent).ToDictionary(circuit => circuit.Name, StringComparer.Ordinal);
        return [.. agents.All.Select(agent => new RemoteAgentStatus(agent.Name, [.. agent.Versions.Select(version => Status(agent, version, states))])
        {
            Fallback = agent.Fallback,
            Timeout = agent.Timeout,
            MaxWait = agent.MaxWait,
        })];
    }

    private RemoteVersionStatus Status(RemoteAgent agent, RemoteVersion version, Dictionary<string, CircuitStatus> states)
    {
        var seen = _seen.GetValueOrDefault((agent.Name, version.Name));
        return new RemoteVersionStatus(version.Name, version.Address, version.Weight)
        {
            IsUp = seen is null ? null : seen.Code is null,
            LastUp = seen?.UpAt,
            LastDown = seen?.DownAt,
            Code = seen?.Code,
            Circuit = states.TryGetValue($"{agent.Name}/{version.Name}", out var circuit) ? circuit.State : CircuitState.Closed,
        };
    }

    private sealed record Seen(string? Code, DateTimeOffset? UpAt, DateTimeOffset? DownAt);
}
