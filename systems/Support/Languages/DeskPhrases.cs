using System.Collections.Frozen;

namespace Baton.Support.Languages;

/// <summary>What the desk says by itself, without asking a model, in a customer's language.</summary>
/// <param name="Greeting">The answer to a greeting.</param>
/// <param name="Thanks">The answer to thanks.</param>
/// <param name="Goodbye">The answer to a farewell.</param>
/// <param name="HandOver">Said when not even the escalation agent can answer: no model is needed to promise a person.</param>
/// <param name="Resolved">Said when a person settles a case without words of their own.</param>
internal sealed record DeskPhrases(string Greeting, string Thanks, string Goodbye, string HandOver, string Resolved)
{
    private static readonly FrozenDictionary<string, DeskPhrases> _all = new Dictionary<string, DeskPhrases>
    {
        ["en"] = new(
            "Hello, and welcome to the support desk. What can I do for you: is it about an order, your account, or a payment?",
            "You are welcome. I am glad we could sort this out, and this conversation stays open if you need us again.",
            "Goodbye, and thank you for writing. This conversation stays open if you need us again.",
            "I am sorry: I cannot answer this properly at the moment. Your request goes to a colleague with the whole conversation, so that you need not repeat anything.",
            "A colleague has settled your request. If anything about it is not right, write here again."),
        ["de"] = new(
            "Guten Tag und willkommen beim Kundendienst. Was kann ich für Sie tun: geht es um eine Bestellung, Ihr Konto oder eine Zahlung?",
            "Gern geschehen. Schön, dass wir das klären konnten; dieses Gespräch bleibt offen, falls Sie uns noch einmal brauchen.",
            "Auf Wiedersehen und danke für Ihre Nachricht. Dieses Gespräch bleibt offen, falls Sie uns noch einmal brauchen.",
            "Es tut mir leid: Ich kann das gerade nicht richtig beantworten. Ihre Anfrage geht mit dem ganzen Gespräch an eine Kollegin oder einen Kollegen, damit Sie nichts wiederholen müssen.",
            "Ihre Anfrage ist erledigt. Falls daran etwas nicht stimmt, schreiben Sie bitte hier noch einmal."),
        ["fr"] = new(
            "Bonjour et bienvenue au service client. Que puis-je faire pour vous : s'agit-il d'une commande, de votre compte ou d'un paiement ?",
            "Avec plaisir. Je suis content que ce soit réglé ; cette conversation reste ouverte si vous avez encore besoin de nous.",
            "Au revoir et merci de votre message. Cette conversation reste ouverte si vous avez encore besoin de nous.",
            "Je suis désolé : je ne peux pas répondre correctement pour le moment. Votre demande est transmise à un collègue avec toute la conversation, vous n'aurez rien à répéter.",
            "Votre demande a été réglée. Si quelque chose ne convient pas, écrivez de nouveau ici."),
        ["es"] = new(
            "Hola y bienvenido al servicio de atención. ¿En qué puedo ayudarle: es por un pedido, su cuenta o un pago?",
            "De nada. Me alegro de haberlo resuelto; esta conversación sigue abierta por si nos necesita otra vez.",
            "Adiós y gracias por escribir. Esta conversación sigue abierta por si nos necesita otra vez.",
            "Lo siento: ahora mismo no puedo responder bien a esto. Su solicitud pasa a un compañero con toda la conversación, para que no tenga que repetir nada.",
            "Su solicitud está resuelta. Si algo no está bien, escriba aquí de nuevo."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The phrases of a language; the English ones where the desk has none.</summary>
    public static DeskPhrases In(string language) => _all.GetValueOrDefault(language) ?? _all["en"];
}
