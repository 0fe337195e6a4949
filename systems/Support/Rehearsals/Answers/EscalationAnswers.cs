using Baton.Support.Desk;
using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals.Answers;

/// <summary>What the escalation agent's rehearsal says: it takes the case over and says what happens next.</summary>
internal static class EscalationAnswers
{
    public static string For(Conversation conversation) => $"{Acknowledge(conversation)} {Handover(conversation)} {Ask(conversation)}";

    private static string Acknowledge(Conversation conversation) => conversation.Intent switch
    {
        Intent.HumanAgent => "You want to speak to a person, and I am passing your conversation on to our escalation team.",
        Intent.LegalThreat => "I take this seriously and am passing it on; I cannot give or answer legal statements myself.",
        Intent.Security or Intent.Fraud => "I understand that this may be somebody else's access, and that it cannot wait.",
        Intent.Complaint => "I am sorry for what happened, and thank you for saying so plainly. Your complaint is recorded.",
        _ when conversation.Has(Concept.Deadline) => $"I understand that you have a deadline and that {Matter(conversation)} cannot wait.",
        _ => $"I am sorry that {Matter(conversation)} is not settled yet.",
    };

    private static string Handover(Conversation conversation) =>
        conversation.Priority == Priority.Critical
            ? "Your case is marked as critical and goes to a person with the whole conversation, so that you need not repeat anything."
            : "Your case goes to a person with the whole conversation, so that you need not repeat anything.";

    private static string Ask(Conversation conversation) => conversation.Intent switch
    {
        Intent.Complaint or Intent.LegalThreat => "If you add what would put it right for you, the answer can be about that.",
        Intent.HumanAgent => "If you add in a sentence what it is about, the right person can take it.",
        _ when conversation.Has(Concept.Deadline) => "Please add the date and hour of your deadline, so that it is seen first.",
        _ => "If you have a message, a number or a date that belongs to it, add it here.",
    };

    private static string Matter(Conversation conversation) => Topic.CategoryOf(conversation.Intent) switch
    {
        Category.Billing => "your billing matter",
        Category.Technical => "your technical problem",
        _ => "your request",
    };
}
