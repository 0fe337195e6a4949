namespace Baton.Support.Desk.Rules;

/// <summary>Why a request went to the escalation agent and to people. The words are those of the API.</summary>
internal static class EscalationReason
{
    /// <summary>The customer asks for a person, complains, or speaks of law.</summary>
    public const string Requested = "requested";

    /// <summary>It is critical and a deadline is near.</summary>
    public const string Deadline = "deadline";

    /// <summary>Answers have not helped so many times.</summary>
    public const string Failures = "repeated_failures";

    /// <summary>A refund above the limit is asked for.</summary>
    public const string LargeRefund = "large_refund";

    /// <summary>Triage or the analyst is not sure enough.</summary>
    public const string LowConfidence = "low_confidence";

    /// <summary>The specialist's answer hands it over.</summary>
    public const string HandedOver = "handed_over";

    /// <summary>The specialist's agent failed, with its retries and its fallback.</summary>
    public const string AgentFailed = "agent_failed";
}
