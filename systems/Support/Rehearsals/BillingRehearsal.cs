using Baton.Agents.Models;
using Baton.Support.Desk;
using Baton.Support.Rehearsals.Answers;
using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals;

/// <summary>Plays the billing agent's model.</summary>
public sealed class BillingRehearsal : Rehearsal
{
    /// <inheritdoc />
    public override string Agent => AgentNames.Billing;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request) =>
        RehearsalReply.Say(BillingAnswers.For(Conversation.Read(request.Messages)));
}
