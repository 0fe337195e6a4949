using System.Text.Json.Serialization;
using Baton.Contracts;
using Baton.Graphs;

namespace Baton.Support.Desk;

/// <summary>What the desk gives back for one message.</summary>
/// <param name="RequestId">The request's id: the run's, so that the journal can be found by it.</param>
/// <param name="Response">The answer, in plain text.</param>
/// <param name="Category">What the request is about.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="CurrentAgent">The agent that answered last; <c>desk</c> for a fixed phrase, <c>person</c> for a person.</param>
/// <param name="Status">Where the case stands.</param>
/// <param name="ConversationTurns">How many messages the customer has sent on this thread, this one included.</param>
[ContractVersion(1, 1)]
public sealed record SupportReply(
    string RequestId, string Response, Category Category, Priority Priority, string CurrentAgent, CaseStatus Status, int ConversationTurns)
{
    /// <summary>The language of the answer, an ISO 639-1 code.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The documents that the answer cites, as the text cites them; empty where it cites none.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Why the request was escalated; absent where it was not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EscalationReason { get; init; }
}
