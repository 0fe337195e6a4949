using Baton.Agents.Models;
using Baton.Calls.Agents;
using Baton.Calls.Agents.Tools;

namespace Baton.Calls.Rehearsals;

/// <summary>Plays the model of one of the ten agents: a script with set phrases in four languages over the demo data.</summary>
/// <param name="agent">The agent's short name.</param>
internal abstract class ServiceRehearsal(string agent) : Rehearsal
{
    private static readonly Phrase _notAuthenticated = new(
        "I can only talk about the account once we know who is calling. Please tell us your PIN or one-time code first.",
        "Über das Konto kann ich erst sprechen, wenn wir wissen, wer anruft. Bitte nennen Sie zuerst Ihre PIN oder Ihren Einmalcode.",
        "Je ne peux parler du compte qu'une fois l'appelant identifié. Donnez-nous d'abord votre code PIN ou votre code à usage unique.",
        "Solo puedo hablar de la cuenta cuando sepamos quién llama. Díganos primero su PIN o su código de un solo uso.");

    private static readonly Phrase _noAccount = new(
        "I do not see which account this call is about. Which account number may I look at?",
        "Ich sehe nicht, um welches Konto es geht. Welche Kontonummer darf ich ansehen?",
        "Je ne vois pas de quel compte il s'agit. Quel numéro de compte puis-je consulter ?",
        "No veo de qué cuenta se trata. ¿Qué número de cuenta puedo consultar?");

    private static readonly Phrase _failed = new(
        "I am sorry, that did not work just now. Nothing was changed. Please try once more.",
        "Es tut mir leid, das hat gerade nicht geklappt. Es wurde nichts geändert. Bitte versuchen Sie es noch einmal.",
        "Je suis désolé, cela n'a pas fonctionné. Rien n'a été modifié. Veuillez réessayer.",
        "Lo siento, no ha funcionado. No se ha cambiado nada. Inténtelo otra vez.");

    /// <inheritdoc />
    public override string Agent { get; } = ServiceAgent.Find(agent)!.Id;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request)
    {
        var call = RehearsedCall.Read(request);
        if (!call.Has("error")) return Next(call);
        var why = call.Text("error");
        var phrase = why == Refusal.NotAuthenticated.Error ? _notAuthenticated : why == Refusal.NoAccount.Error ? _noAccount : _failed;
        return RehearsalReply.Say(phrase.In(call.Language));
    }

    /// <summary>What the model would say next; no tool has failed.</summary>
    protected abstract RehearsalReply Next(RehearsedCall call);
}
