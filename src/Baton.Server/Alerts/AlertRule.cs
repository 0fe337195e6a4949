namespace Baton.Server.Alerts;

/// <summary>A rule that was checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it measures.</param>
/// <param name="Above">It fires above this.</param>
/// <param name="Resolve">It resolves at or below this.</param>
/// <param name="Window">What it looks at.</param>
internal sealed record AlertRule(string Name, AlertKind Kind, double Above, double Resolve, TimeSpan Window)
{
    /// <summary>The kinds by their names.</summary>
    public static IReadOnlyDictionary<string, AlertKind> Kinds { get; } = new Dictionary<string, AlertKind>(StringComparer.Ordinal)
    {
        ["error_rate"] = AlertKind.ErrorRate,
        ["agent_latency"] = AlertKind.AgentLatency,
        ["queue_age"] = AlertKind.QueueAge,
        ["escalation_rate"] = AlertKind.EscalationRate,
        ["spend"] = AlertKind.Spend,
        ["circuit_open"] = AlertKind.CircuitOpen,
        ["stuck_runs"] = AlertKind.StuckRuns,
    };

    /// <summary>By what a kind can be narrowed down.</summary>
    public static IReadOnlyList<string> Filters(AlertKind kind) => kind switch
    {
        AlertKind.ErrorRate or AlertKind.StuckRuns => [nameof(Tenant), nameof(Graph), nameof(Pool)],
        AlertKind.EscalationRate or AlertKind.Spend => [nameof(Tenant), nameof(Graph), nameof(Agent)],
        AlertKind.AgentLatency => [nameof(Agent)],
        AlertKind.QueueAge => [nameof(Pool)],
        _ => [],
    };

    public int MinCount { get; init; } = 1;

    public TimeSpan For { get; init; }

    public TimeSpan ResolveFor { get; init; }

    public string Tenant { get; init; } = "default";

    public string? Graph { get; init; }

    public string? Agent { get; init; }

    public string? Pool { get; init; }

    public IReadOnlyList<string> Channels { get; init; } = [];

    public string KindName => Kinds.First(kind => kind.Value == Kind).Key;

    /// <summary>True where what it measures is known to single servers and must be brought together.</summary>
    public bool IsSampled => Kind is AlertKind.ErrorRate or AlertKind.AgentLatency;
}
