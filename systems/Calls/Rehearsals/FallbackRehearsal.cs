using Baton.Agents.Models;

namespace Baton.Calls.Rehearsals;

/// <summary>Plays the fallback agent's model.</summary>
internal sealed class FallbackRehearsal() : ServiceRehearsal("fallback")
{
    private static readonly Phrase _before = new(
        "I am sorry, I did not understand that. We are still checking who is calling: please say your PIN or one-time code.",
        "Es tut mir leid, das habe ich nicht verstanden. Wir prüfen noch, wer anruft: Bitte nennen Sie Ihre PIN oder Ihren Einmalcode.",
        "Je suis désolé, je n'ai pas compris. Nous vérifions encore qui appelle : dites votre code PIN ou votre code à usage unique.",
        "Lo siento, no le he entendido. Todavía comprobamos quién llama: diga su PIN o su código de un solo uso.");

    private static readonly Phrase _otherwise = new(
        "I am sorry, I did not understand that. Is it about a balance, an invoice, a refund, an appointment, your account details or a complaint?",
        "Es tut mir leid, das habe ich nicht verstanden. Geht es um Kontostand, Rechnung, Erstattung, Termin, Kontodaten oder eine Beschwerde?",
        "Je suis désolé, je n'ai pas compris. S'agit-il du solde, d'une facture, d'un remboursement, d'un rendez-vous, des données du compte ou d'une réclamation ?",
        "Lo siento, no le he entendido. ¿Se trata del saldo, una factura, un reembolso, una cita, los datos de la cuenta o una reclamación?");

    /// <inheritdoc />
    protected override RehearsalReply Next(RehearsedCall call) =>
        RehearsalReply.Say((call.Stage == "AUTHENTICATION" ? _before : _otherwise).In(call.Language));
}
