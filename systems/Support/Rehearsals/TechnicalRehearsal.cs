using Baton.Agents.Models;
using Baton.Support.Desk;
using Baton.Support.Desk.Technical;
using Baton.Support.Rehearsals.Answers;
using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals;

/// <summary>Plays the technical agent's model: the steps that it knows, and what the analyst found in a document, quoted and cited.</summary>
public sealed class TechnicalRehearsal : Rehearsal
{
    /// <inheritdoc />
    public override string Agent => AgentNames.Technical;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request)
    {
        var answer = ForeignAnswers.For(request, Agent) ?? TechnicalAnswers.For(Conversation.Read(request.Messages));
        var analysis = DeskMaterial.Read<TechnicalAnalysis>(request.Messages, "analysis");
        return RehearsalReply.Say(analysis is { Cites: [var cite, ..], Steps: [var step, ..], Escalate: "" } ? $"{answer} From our help pages: {step} {cite}" : answer);
    }
}
