using Baton.Agents.Models;

namespace Baton.Calls.Rehearsals;

/// <summary>Plays the closing agent's model.</summary>
internal sealed class ClosingRehearsal() : ServiceRehearsal("closing")
{
    private static readonly Phrase _goodbye = new(
        "Thank you for calling, and goodbye. Everything that was done is in the record of this call.",
        "Danke für Ihren Anruf und auf Wiederhören. Alles, was getan wurde, steht im Protokoll dieses Anrufs.",
        "Merci de votre appel et au revoir. Tout ce qui a été fait figure dans l'enregistrement de cet appel.",
        "Gracias por su llamada y hasta pronto. Todo lo que se ha hecho consta en el registro de esta llamada.");

    private static readonly Phrase _feedback = new(
        "Thank you for your feedback; it stands in the record of this call, as you said it. Goodbye.",
        "Danke für Ihre Rückmeldung; sie steht so, wie Sie sie gesagt haben, im Protokoll dieses Anrufs. Auf Wiederhören.",
        "Merci de votre avis ; il figure tel quel dans l'enregistrement de cet appel. Au revoir.",
        "Gracias por su opinión; consta tal cual en el registro de esta llamada. Hasta pronto.");

    /// <inheritdoc />
    protected override RehearsalReply Next(RehearsedCall call) =>
        RehearsalReply.Say((call.Intent == "feedback" ? _feedback : _goodbye).In(call.Language));
}
