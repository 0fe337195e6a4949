using Baton.Agents.Models;
using Baton.Support.Desk;
using Baton.Support.Rehearsals.Answers;
using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals;

/// <summary>Plays the general agent's model.</summary>
public sealed class GeneralRehearsal : Rehearsal
{
    /// <inheritdoc />
    public override string Agent => AgentNames.General;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request) =>
        RehearsalReply.Say(ForeignAnswers.For(request, Agent) ?? GeneralAnswers.For(Conversation.Read(request.Messages)));
}
