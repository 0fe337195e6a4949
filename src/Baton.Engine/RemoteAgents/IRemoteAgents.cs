using Baton.Engine.Circuits;

namespace Baton.Engine.RemoteAgents;

/// <summary>The remote agents that are configured, as this server sees them.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IRemoteAgents
{
    /// <summary>All of them, by name.</summary>
    IReadOnlyList<RemoteAgentStatus> List();
}

/// <summary>A remote agent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Versions">Its versions, by name.</param>
public sealed record RemoteAgentStatus(string Name, IReadOnlyList<RemoteVersionStatus> Versions)
{
    /// <summary>Who is asked where it fails, or null.</summary>
    public string? Fallback { get; init; }

    /// <summary>How long an answer is waited for while the run executes.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>How long an answer may take in all.</summary>
    public TimeSpan MaxWait { get; init; }
}

/// <summary>A version of a remote agent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it answers.</param>
/// <param name="Weight">Its share of the calls.</param>
public sealed record RemoteVersionStatus(string Name, string Address, int Weight)
{
    /// <summary>Whether it was there when it was last called or looked at; null where it never was.</summary>
    public bool? IsUp { get; init; }

    /// <summary>When it was last there, or null.</summary>
    public DateTimeOffset? LastUp { get; init; }

    /// <summary>When it was last not there, or null.</summary>
    public DateTimeOffset? LastDown { get; init; }

    /// <summary>What it failed with, where it is not there.</summary>
    public string? Code { get; init; }

    /// <summary>Whether calls are let through to it.</summary>
    public CircuitState Circuit { get; init; }
}
