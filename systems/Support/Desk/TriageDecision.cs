using System.Text.Json.Serialization;

namespace Baton.Support.Desk;

/// <summary>What triage decides about a message.</summary>
/// <param name="Category">What it is about. Required: an answer without it is no decision.</param>
/// <param name="Priority">How urgent it is. Required.</param>
/// <param name="Reasoning">Why, in a sentence or two; for the desk, not for the customer.</param>
/// <param name="SuggestedAgent">The agent that triage would give it to.</param>
public sealed record TriageDecision(
    [property: JsonRequired] Category Category,
    [property: JsonRequired] Priority Priority,
    string Reasoning = "",
    string SuggestedAgent = "")
{
    /// <summary>How sure triage is, 0 to 1; an answer that does not say is sure.</summary>
    public double Confidence { get; init; } = 1;

    /// <summary>Whether an order is to be cancelled, changed, returned or exchanged.</summary>
    internal bool IsOrderWork =>
        Category is Category.General or Category.Billing && string.Equals(SuggestedAgent.Trim(), AgentNames.Orders, StringComparison.OrdinalIgnoreCase);

    /// <summary>What counts where triage gave no usable decision.</summary>
    public static TriageDecision Fallback { get; } =
        new(Category.General, Priority.Medium, "Triage gave no usable decision, so the general agent takes it.", AgentNames.General);
}

/// <summary>What a request is about.</summary>
public enum Category
{
    /// <summary>Everything that the other categories do not cover: orders, delivery, questions, feedback.</summary>
    General,

    /// <summary>Accounts, passwords, registration, and things that do not work.</summary>
    Technical,

    /// <summary>Payments, invoices, refunds, fees.</summary>
    Billing,

    /// <summary>A complaint, a legal matter, or the wish for a person.</summary>
    Escalation,
}

/// <summary>How urgent a request is; in rising order.</summary>
public enum Priority
{
    /// <summary>A question without consequences.</summary>
    Low,

    /// <summary>The usual request.</summary>
    Medium,

    /// <summary>The customer is blocked or money is at stake.</summary>
    High,

    /// <summary>Damage is under way, or a deadline is about to be missed.</summary>
    Critical,
}
