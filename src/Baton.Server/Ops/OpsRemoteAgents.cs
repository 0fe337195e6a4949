using Baton.Engine.Circuits;
using Baton.Engine.RemoteAgents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>The remote agents, as the server that is asked sees them.</summary>
internal static class OpsRemoteAgents
{
    public static Ok<IReadOnlyList<OpsRemoteAgent>> List(IRemoteAgents agents) => TypedResults.Ok<IReadOnlyList<OpsRemoteAgent>>([.. agents.List().Select(Agent)]);

    private static OpsRemoteAgent Agent(RemoteAgentStatus agent) => new(agent.Name, [.. agent.Versions.Select(Version)], agent.Timeout.TotalSeconds, agent.MaxWait.TotalSeconds, agent.Fallback);

    private static OpsRemoteVersion Version(RemoteVersionStatus version) => new(version.Name, version.Address, version.Weight)
    {
        Health = version.IsUp switch { true => "up", false => "down", null => "unknown" },
        Circuit = version.Circuit switch { CircuitState.Closed => "closed", CircuitState.HalfOpen => "half_open", _ => "open" },
        LastUp = version.LastUp,
        LastDown = version.LastDown,
        Code = version.Code,
    };
}

/// <summary>A remote agent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Versions">Its versions, by name.</param>
/// <param name="TimeoutS">How long an answer is waited for while the run executes, in seconds.</param>
/// <param name="MaxWaitS">How long an answer may take in all, in seconds.</param>
/// <param name="Fallback">Who is asked where it fails, or null.</param>
internal sealed record OpsRemoteAgent(string Name, IReadOnlyList<OpsRemoteVersion> Versions, double TimeoutS, double MaxWaitS, string? Fallback);

/// <summary>A version of a remote agent.</summary>
/// <param name="Version">Its name.</param>
/// <param name="Address">Where it answers.</param>
/// <param name="Weight">Its share of the calls.</param>
internal sealed record OpsRemoteVersion(string Version, string Address, int Weight)
{
    /// <summary><c>up</c> or <c>down</c> when it was last called or looked at; <c>unknown</c> where it never was.</summary>
    public string Health { get; init; } = "unknown";

    /// <summary><c>closed</c>, <c>open</c>, or <c>half_open</c> while one call tries.</summary>
    public string Circuit { get; init; } = "closed";

    /// <summary>When it was last there, or null.</summary>
    public DateTimeOffset? LastUp { get; init; }

    /// <summary>When it was last not there, or null.</summary>
    public DateTimeOffset? LastDown { get; init; }

    /// <summary>The code of what it failed with, where it is down.</summary>
    public string? Code { get; init; }
}
