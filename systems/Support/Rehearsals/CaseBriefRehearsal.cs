using Baton.Agents.Models;
using Baton.Support.Desk;
using Baton.Support.Desk.People;
using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals;

/// <summary>Plays the model that prepares a case for a person: what the words of the conversation give, in fixed sentences.</summary>
public sealed class CaseBriefRehearsal : Rehearsal
{
    private const int LongestQuote = 200;

    /// <inheritdoc />
    public override string Agent => AgentNames.CaseBrief;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request)
    {
        var conversation = Conversation.Read(request.Messages);
        var facts = DeskMaterial.Read<Facts>(request.Messages, "case") ?? new Facts("", "", "", 0);
        var topic = conversation.Intent == Intent.Unknown ? facts.Category : Words.Of(conversation.Intent).Replace('_', ' ');
        var quote = conversation.Text.Length > LongestQuote ? conversation.Text[..LongestQuote] + " […]" : conversation.Text;
        return RehearsalReply.Answer(new CaseBrief(
            $"The customer writes about {topic} ({facts.Category}, {facts.Priority}), {facts.Turns} message(s) so far. Escalated: {facts.Reason.Replace('_', ' ')}. The last message: \"{quote}\"",
            $"Thank you for your patience. I have taken over your request about {topic} and read the whole conversation. If anything is missing, write here and I will see it."));
    }

    private sealed record Facts(string Category, string Priority, string Reason, int Turns);
}
