using System.Text.Json;

namespace Baton.Graphs;

/// <summary>Which run a node is part of.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="RunId">The run.</param>
/// <param name="ThreadId">The run's thread, or null for a run on its own.</param>
/// <param name="GraphId">The graph.</param>
/// <param name="GraphVersion">The graph's version.</param>
public sealed record RunInfo(string Tenant, Guid RunId, string? ThreadId, string GraphId, int GraphVersion)
{
    /// <summary>The caller's metadata, a JSON object, or null.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>What the caller set under <c>config.configurable</c> and <c>context</c>, a JSON object, or null.</summary>
    public JsonElement? Configuration { get; init; }
}
