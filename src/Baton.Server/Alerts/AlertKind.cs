namespace Baton.Server.Alerts;

/// <summary>What a rule measures.</summary>
internal enum AlertKind
{
    ErrorRate,
    AgentLatency,
    QueueAge,
    EscalationRate,
    Spend,
    CircuitOpen,
    StuckRuns,
}
