using System.Text.RegularExpressions;
using Baton.Agents.Models;
using Baton.Support.Desk;

namespace Baton.Support.Rehearsals.Answers;

/// <summary>What the rehearsals say in German, French and Spanish: a fixed phrase for each agent, since a script knows no languages.</summary>
internal static partial class ForeignAnswers
{
    private static readonly Dictionary<(string Language, string Agent), string> _phrases = new()
    {
        [("German", AgentNames.Technical)] =
            "Es tut mir leid, dass das nicht funktioniert. Bitte laden Sie die Seite neu und versuchen Sie es in einem privaten Fenster; ein vergessenes Passwort setzen Sie auf der Anmeldeseite zurück. Was genau steht in der Meldung?",
        [("German", AgentNames.Billing)] =
            "Es tut mir leid, dass es mit der Zahlung Probleme gibt. Bitte zahlen Sie nicht noch einmal, bevor feststeht, ob der Betrag schon abgebucht wurde. Um welche Bestellung oder Rechnung geht es, und an welchem Tag war die Zahlung?",
        [("German", AgentNames.General)] =
            "Danke für Ihre Nachricht. Den Stand einer Bestellung sehen Sie in der Bestellliste Ihres Kontos. Wie lautet die Bestellnummer, und was kann ich für Sie tun?",
        [("German", AgentNames.Escalation)] =
            "Ich verstehe, dass das für Sie nicht warten kann. Ihr Fall geht mit dem ganzen Gespräch an eine Person aus unserem Team, damit Sie nichts wiederholen müssen.",
        [("French", AgentNames.Technical)] =
            "Je suis désolé que cela ne fonctionne pas. Rechargez la page et essayez dans une fenêtre privée ; un mot de passe oublié se réinitialise sur la page de connexion. Que dit exactement le message ?",
        [("French", AgentNames.Billing)] =
            "Je suis désolé pour ce problème de paiement. Ne payez pas une seconde fois avant de savoir si le montant a été débité. De quelle commande ou facture s'agit-il, et à quelle date ?",
        [("French", AgentNames.General)] =
            "Merci de votre message. L'état d'une commande se trouve dans la liste des commandes de votre compte. Quel est le numéro de commande, et que puis-je faire pour vous ?",
        [("French", AgentNames.Escalation)] =
            "Je comprends que cela ne peut pas attendre. Votre dossier est transmis à une personne de notre équipe avec toute la conversation, vous n'aurez rien à répéter.",
        [("Spanish", AgentNames.Technical)] =
            "Siento que esto no funcione. Recargue la página e inténtelo en una ventana privada; una contraseña olvidada se restablece en la página de acceso. ¿Qué dice exactamente el mensaje?",
        [("Spanish", AgentNames.Billing)] =
            "Siento el problema con el pago. No pague otra vez hasta saber si el importe ya se ha cobrado. ¿De qué pedido o factura se trata, y en qué fecha fue el pago?",
        [("Spanish", AgentNames.General)] =
            "Gracias por su mensaje. El estado de un pedido se ve en la lista de pedidos de su cuenta. ¿Cuál es el número de pedido y qué puedo hacer por usted?",
        [("Spanish", AgentNames.Escalation)] =
            "Entiendo que esto no puede esperar. Su caso pasa a una persona de nuestro equipo con toda la conversación, para que no tenga que repetir nada.",
    };

    /// <summary>The phrase, where the prompt asks for another language than English; otherwise null.</summary>
    public static string? For(RehearsalRequest request, string agent) =>
        Asked().Match(request.Prompt) is { Success: true } asked ? _phrases.GetValueOrDefault((asked.Groups["language"].Value, agent)) : null;

    [GeneratedRegex(@"The customer's language is (?<language>\w+): answer in it\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asked();
}
