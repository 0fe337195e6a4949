namespace Baton.Support.Desk;

/// <summary>The desk's agents, by the names that their files, nodes and rehearsals share.</summary>
internal static class AgentNames
{
    public const string Triage = "triage";
    public const string Technical = "technical";
    public const string Billing = "billing";
    public const string General = "general";
    public const string Escalation = "escalation";
}
