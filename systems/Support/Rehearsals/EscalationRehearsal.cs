using Baton.Agents.Models;
using Baton.Support.Desk;
using Baton.Support.Desk.Authority;
using Baton.Support.Rehearsals.Answers;
using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals;

/// <summary>Plays the escalation agent's model. It uses its authority where the words give a plain reason: a critical case, an outage, a wrong charge.</summary>
public sealed class EscalationRehearsal : Rehearsal
{
    private const decimal Goodwill = 10m;

    /// <inheritdoc />
    public override string Agent => AgentNames.Escalation;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request)
    {
        var conversation = Conversation.Read(request.Messages);
        var acted = request.Messages.Any(message => message.Type == "tool");
        if (!acted && Authority(conversation) is { } call && request.Tools.Contains(call.Tool)) return new RehearsalReply("", [call]);
        return RehearsalReply.Say(ForeignAnswers.For(request, Agent) ?? EscalationAnswers.For(conversation));
    }

    private static RehearsalToolCall? Authority(Conversation conversation) => conversation switch
    {
        { Intent: Intent.Malfunction } when conversation.Has(Concept.Everyone) =>
            new(AuthorityTools.PullIn, new { team = "engineering", reason = "A fault that keeps several people from working." }),
        { Intent: Intent.WrongCharge } =>
            new(AuthorityTools.Compensate, new { amount = Goodwill, reason = "A charge that the customer reports as wrong." }),
        { Intent: Intent.LegalThreat } =>
            new(AuthorityTools.PullIn, new { team = "management", reason = "The customer mentions legal steps." }),
        { Priority: Priority.Critical } =>
            new(AuthorityTools.PrioritySupport, new { reason = "The case is critical." }),
        _ => null,
    };
}
