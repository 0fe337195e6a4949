using Baton.Agents.Models;
using Baton.Calls.Agents.Tools;

namespace Baton.Calls.Rehearsals;

/// <summary>Plays the complaint agent's model: files what the caller says, and settles it where that is asked.</summary>
internal sealed class ComplaintRehearsal() : ServiceRehearsal("complaint")
{
    private static readonly Phrase _filed = new(
        "I am sorry that this went wrong. Your complaint is on file under {0}; I can settle it in this call.",
        "Es tut mir leid, dass das schiefgegangen ist. Ihre Beschwerde ist unter {0} aufgenommen; ich kann sie in diesem Anruf klären.",
        "Je suis désolé que cela se soit mal passé. Votre réclamation est enregistrée sous {0} ; je peux la régler pendant cet appel.",
        "Siento que esto haya salido mal. Su reclamación está registrada con el número {0}; puedo resolverla en esta llamada.");

    private static readonly Phrase _settled = new(
        "Your complaint {0} is settled with a credit of {1}. Thank you for telling us.",
        "Ihre Beschwerde {0} ist mit einer Gutschrift von {1} erledigt. Danke, dass Sie es uns gesagt haben.",
        "Votre réclamation {0} est réglée par un avoir de {1}. Merci de nous l'avoir signalée.",
        "Su reclamación {0} queda resuelta con un abono de {1}. Gracias por avisarnos.");

    /// <inheritdoc />
    protected override RehearsalReply Next(RehearsedCall call)
    {
        if (call.Result is not { } result) return RehearsalReply.Call(ToolNames.FileComplaint, new { about = call.Said });
        if (result.GetProperty("amount").GetDecimal() > 0) return RehearsalReply.Say(_settled.In(call.Language, call.Text("reference"), call.Money("amount")));
        return call.Intent == "resolve_complaint"
            ? RehearsalReply.Call(ToolNames.SettleComplaint, new { })
            : RehearsalReply.Say(_filed.In(call.Language, call.Text("reference")));
    }
}
