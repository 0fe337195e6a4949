namespace Baton.Engine.RemoteAgents;

/// <summary>Which version of an agent a visit asks, recorded: whatever is configured later, it stays with it.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Version">The version.</param>
/// <param name="Address">Where it answers.</param>
/// <param name="Began">When the call began.</param>
internal sealed record RemoteTarget(string Agent, string Version, string Address, DateTimeOffset Began)
{
    /// <summary>Who is asked where this one fails, or null.</summary>
    public string? Fallback { get; init; }
}
