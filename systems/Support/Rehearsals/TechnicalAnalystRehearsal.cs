using Baton.Agents.Models;
using Baton.Support.Desk;
using Baton.Support.Desk.Technical;
using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals;

/// <summary>Plays the analyst's model: names the problem by its topic, and takes its steps from the sources.</summary>
public sealed class TechnicalAnalystRehearsal : Rehearsal
{
    /// <inheritdoc />
    public override string Agent => AgentNames.TechnicalAnalyst;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request)
    {
        var conversation = Conversation.Read(request.Messages);
        var sources = DeskMaterial.Read<RetrievedSources>(request.Messages, "sources") ?? RetrievedSources.None;
        var topic = conversation.Intent == Intent.Unknown ? "a fault that the words do not name" : Words.Of(conversation.Intent).Replace('_', ' ');
        return RehearsalReply.Answer(new TechnicalAnalysis($"It is about {topic}.", [.. sources.Sources.Select(source => source.Quote)], Sure(conversation, sources))
        {
            Cites = [.. sources.Sources.Select(source => source.Cite)],
            Ask = conversation.IsFollowUp ? "" : "What exactly does the message say?",
            Escalate = conversation.Intent == Intent.Security ? "Somebody else may have access." : "",
        });
    }

    private static double Sure(Conversation conversation, RetrievedSources sources) =>
        (conversation.Intent == Intent.Unknown ? 0.4 : 0.7) + (sources.Sources.Count > 0 ? 0.2 : 0);
}
