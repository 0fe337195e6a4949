namespace Baton.Support.Desk;

/// <summary>The desk's agents, by the names that their files, nodes and rehearsals share, and who else speaks to customers.</summary>
internal static class AgentNames
{
    public const string Triage = "triage";
    public const string Technical = "technical";
    public const string TechnicalRetriever = "technical_retriever";
    public const string TechnicalAnalyst = "technical_analyst";
    public const string Billing = "billing";
    public const string General = "general";
    public const string Orders = Support.Orders.OrderSystem.Agent;
    public const string Escalation = "escalation";
    public const string CaseBrief = "case_brief";

    /// <summary>The desk itself: fixed phrases, no model.</summary>
    public const string Desk = "desk";

    /// <summary>A person of the team.</summary>
    public const string Person = "person";
}
