namespace Baton.Support.Desk;

/// <summary>What the desk gives back for one message.</summary>
/// <param name="RequestId">The request's id: the run's, so that the journal can be found by it.</param>
/// <param name="Response">The answer, in plain text.</param>
/// <param name="Category">What the request is about.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="CurrentAgent">The agent that answered last.</param>
/// <param name="Status">Where the case stands.</param>
/// <param name="ConversationTurns">How many messages the customer has sent on this thread, this one included.</param>
public sealed record SupportReply(
    string RequestId, string Response, Category Category, Priority Priority, string CurrentAgent, CaseStatus Status, int ConversationTurns);
