using Baton.Agents.Models;
using Baton.Calls.Agents.Identity;

namespace Baton.Calls.Rehearsals;

/// <summary>Plays the authentication agent's model: words what the check of the code came to.</summary>
internal sealed class AuthRehearsal() : ServiceRehearsal("auth")
{
    private static readonly Dictionary<string, Phrase> _phrases = new(StringComparer.Ordinal)
    {
        [CodeVerdicts.Verified] = new(
            "Thank you, the code is right and you are authenticated. What can I do for you today?",
            "Danke, der Code stimmt, Sie sind bestätigt. Was kann ich heute für Sie tun?",
            "Merci, le code est correct, vous êtes authentifié. Que puis-je faire pour vous aujourd'hui ?",
            "Gracias, el código es correcto y está autenticado. ¿Qué puedo hacer hoy por usted?"),
        [CodeVerdicts.Identified] = new(
            "Thank you, I have found your account. What can I do for you today?",
            "Danke, ich habe Ihr Konto gefunden. Was kann ich heute für Sie tun?",
            "Merci, j'ai trouvé votre compte. Que puis-je faire pour vous aujourd'hui ?",
            "Gracias, he encontrado su cuenta. ¿Qué puedo hacer hoy por usted?"),
        [CodeVerdicts.Missing] = new(
            "To authenticate you I need your PIN or the one-time code that we sent you: four to eight digits. Please say it now.",
            "Um Sie zu bestätigen, brauche ich Ihre PIN oder den Einmalcode: vier bis acht Ziffern. Bitte nennen Sie ihn jetzt.",
            "Pour vous authentifier, il me faut votre code PIN ou le code à usage unique : de quatre à huit chiffres. Dites-le maintenant.",
            "Para autenticarle necesito su PIN o el código de un solo uso: de cuatro a ocho cifras. Dígalo ahora."),
        [CodeVerdicts.Refused] = new(
            "That code is not right, so I cannot let you into the account. Please check it and say it once more.",
            "Dieser Code stimmt nicht, daher kann ich das Konto nicht öffnen. Bitte prüfen Sie ihn und nennen Sie ihn noch einmal.",
            "Ce code n'est pas correct, je ne peux donc pas ouvrir le compte. Vérifiez-le et dites-le encore une fois.",
            "Ese código no es correcto, así que no puedo abrir la cuenta. Compruébelo y dígalo otra vez."),
        [CodeVerdicts.Locked] = new(
            "The code was wrong three times, so this call stays locked for your protection. Please call again with a new one-time code.",
            "Der Code war dreimal falsch. Zu Ihrem Schutz bleibt dieser Anruf gesperrt; rufen Sie bitte mit einem neuen Einmalcode wieder an.",
            "Le code était faux trois fois ; pour votre protection, cet appel reste bloqué. Rappelez avec un nouveau code à usage unique.",
            "El código ha sido incorrecto tres veces; para protegerle, esta llamada queda bloqueada. Llame de nuevo con otro código de un solo uso."),
        [CodeVerdicts.NoAccount] = new(
            "I cannot authenticate anybody without an account. Which account number is it about?",
            "Ohne Konto kann ich niemanden bestätigen. Um welche Kontonummer geht es?",
            "Je ne peux authentifier personne sans compte. De quel numéro de compte s'agit-il ?",
            "No puedo autenticar a nadie sin una cuenta. ¿De qué número de cuenta se trata?"),
    };

    /// <inheritdoc />
    protected override RehearsalReply Next(RehearsedCall call) =>
        RehearsalReply.Say((_phrases.GetValueOrDefault(call.Verdict) ?? _phrases[CodeVerdicts.Missing]).In(call.Language));
}
