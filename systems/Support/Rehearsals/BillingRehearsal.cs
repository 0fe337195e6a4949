using Baton.Agents.Models;
using Baton.Support.Desk;
using Baton.Support.Desk.Consulting;
using Baton.Support.Rehearsals.Answers;
using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals;

/// <summary>Plays the billing agent's model. Where a failed payment comes with a closed account, it asks the technical colleague first.</summary>
public sealed class BillingRehearsal : Rehearsal
{
    /// <inheritdoc />
    public override string Agent => AgentNames.Billing;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request)
    {
        var conversation = Conversation.Read(request.Messages);
        if (conversation is { Intent: Intent.PaymentProblem, IsFollowUp: false } && conversation.Has(Concept.Login | Concept.Account)
            && request.Tools.Contains(ConsultTool.Name) && !request.Messages.Any(message => message.Type == "tool"))
        {
            return RehearsalReply.Call(ConsultTool.Name, new { colleague = AgentNames.Technical, question = "A customer cannot get into the account. What helps first?" });
        }

        return RehearsalReply.Say(ForeignAnswers.For(request, Agent) ?? BillingAnswers.For(conversation));
    }
}
