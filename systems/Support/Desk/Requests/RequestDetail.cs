using Baton.Engine.Stores;
using Baton.Support.Desk.Authority;
using Baton.Support.Desk.People;

namespace Baton.Support.Desk.Requests;

/// <summary>A request as whoever works on it sees it.</summary>
/// <param name="Case">What the list shows.</param>
/// <param name="Run">The run that changed it last.</param>
/// <param name="Language">The customer's language.</param>
/// <param name="Summary">What a person reads first; empty where it was never escalated.</param>
/// <param name="SuggestedReply">The answer that is suggested to a person; empty for none.</param>
/// <param name="Assignee">The person or team that has it; null for the agents, or whoever takes it.</param>
/// <param name="Conversation">The latest messages, oldest first, with those that the customer wrote while the request waits.</param>
/// <param name="Turns">How many messages of the customer that are in all: what a decision names as <c>seen</c>.</param>
/// <param name="Measures">What was done or proposed out of the ordinary.</param>
/// <param name="Handling">What people did.</param>
/// <param name="Question">The open question that a person answers; null where nobody is asked.</param>
internal sealed record RequestDetail(
    RequestRow Case,
    Guid Run,
    string Language,
    string Summary,
    string SuggestedReply,
    string? Assignee,
    IReadOnlyList<CaseQuestion.Said> Conversation,
    int Turns,
    IReadOnlyList<Measure> Measures,
    IReadOnlyList<HandlingStep> Handling,
    OpenQuestion? Question);

/// <summary>A question that waits for a person.</summary>
/// <param name="Id">The ticket's id, for <c>/ops/inbox</c>.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="Deadline">Until when; null for ever.</param>
internal sealed record OpenQuestion(string Id, DateTimeOffset AskedAt, DateTimeOffset? Deadline)
{
    public static OpenQuestion? Of(TicketRow? ticket) => ticket is null ? null : new(ticket.Id, ticket.CreatedAt, ticket.Deadline);
}
