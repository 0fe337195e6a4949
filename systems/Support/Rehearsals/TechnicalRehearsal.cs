using Baton.Agents.Models;
using Baton.Support.Desk;
using Baton.Support.Rehearsals.Answers;
using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals;

/// <summary>Plays the technical agent's model.</summary>
public sealed class TechnicalRehearsal : Rehearsal
{
    /// <inheritdoc />
    public override string Agent => AgentNames.Technical;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request) =>
        RehearsalReply.Say(TechnicalAnswers.For(Conversation.Read(request.Messages)));
}
