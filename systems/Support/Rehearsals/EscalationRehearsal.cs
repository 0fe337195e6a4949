using Baton.Agents.Models;
using Baton.Support.Desk;
using Baton.Support.Rehearsals.Answers;
using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals;

/// <summary>Plays the escalation agent's model.</summary>
public sealed class EscalationRehearsal : Rehearsal
{
    /// <inheritdoc />
    public override string Agent => AgentNames.Escalation;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request) =>
        RehearsalReply.Say(EscalationAnswers.For(Conversation.Read(request.Messages)));
}
