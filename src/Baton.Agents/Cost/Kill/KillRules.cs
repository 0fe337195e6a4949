using System.Text.Json;
using Baton.Agents.Loop;
using Baton.Contracts;

namespace Baton.Agents.Cost.Kill;

/// <summary>Which model calls are stopped.</summary>
public sealed record KillRules
{
    /// <summary>Every one.</summary>
    public bool All { get; init; }

    /// <summary>Those of runs of these graphs.</summary>
    public IReadOnlyList<string> Graphs { get; init; } = [];

    /// <summary>Those of these agents.</summary>
    public IReadOnlyList<string> Agents { get; init; } = [];

    /// <summary>Those of these models, by their names in the catalogue.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Why, in the words of who threw the switch; or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Who threw it, or null.</summary>
    public string? By { get; init; }

    /// <summary>When, or null.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>True where anything is stopped.</summary>
    public bool IsOn() => All || Graphs.Count > 0 || Agents.Count > 0 || Models.Count > 0;

    internal static KillRules Off { get; } = new();

    internal bool Stops(CallPlace place) =>
        All || Graphs.Contains(place.Graph, StringComparer.Ordinal) || Agents.Contains(place.Agent, StringComparer.Ordinal)
        || Models.Contains(place.Model, StringComparer.OrdinalIgnoreCase);

    internal static KillRules Read(JsonElement value) => value.Deserialize<KillRules>(BatonJson.Options) ?? Off;
}

/// <summary>Where a model call comes from.</summary>
internal sealed record CallPlace(string Tenant, string Graph, string Agent, string Model)
{
    public static CallPlace Of(AgentVisit visit) =>
        new(visit.Context.Run.Tenant, visit.Context.Run.GraphId, visit.Agent.Name, visit.Model.Name);
}
