using System.Text.RegularExpressions;
using Baton.Agents.Languages;
using Baton.Support.Desk;
using Baton.Support.Desk.Rules;

namespace Baton.Support.Rehearsals.Reading;

/// <summary>Sorts messages in German, French and Spanish by a few stems: enough to show the way that a model would find by itself.</summary>
internal static partial class ForeignReader
{
    /// <summary>What triage's rehearsal decides; null where the message is not in one of these languages.</summary>
    public static TriageDecision? Triage(IReadOnlyList<string> messages)
    {
        var language = messages.Reverse().Select(LanguageDetector.Detect).FirstOrDefault(code => code is not null);
        if (language is null or "en") return null;
        var category = messages.Reverse().Select(CategoryOf).FirstOrDefault(found => found is not null);
        var known = category is not null;
        return new TriageDecision(
            category ?? Category.General,
            Signals.Read(messages[^1]).HasFlag(Signal.Urgent) ? Priority.High : Priority.Medium,
            known ? $"Sorted by {LanguageSample.NameOf(language)} words." : $"No {LanguageSample.NameOf(language)} words that give the topic away.",
            Words.Of(category ?? Category.General))
        {
            Confidence = known ? 0.8 : 0.5,
        };
    }

    private static Category? CategoryOf(string message)
    {
        if (Up().IsMatch(message)) return Category.Escalation;
        if (Money().IsMatch(message)) return Category.Billing;
        if (Fault().IsMatch(message)) return Category.Technical;
        return Goods().IsMatch(message) ? Category.General : null;
    }

    [GeneratedRegex(@"\b(beschwer\w*|anwalt|mitarbeiter\w*|vorgesetzt\w*|plainte|avocat|responsable|réclamation|queja|abogado|encargad[oa]|reclamaci[oó]n)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Up();

    [GeneratedRegex(@"\b(zahl(ung|en|t)\w*|bezahl\w*|rechnung\w*|erstatt\w*|abgebucht|geb[uü]hr\w*|abo(nnement)?\w*|paiement\w*|pay[eé]\w*|factur\w*|rembours\w*|d[eé]bit\w*|abonnement|pago\w*|pagar|reembols\w*|cobr\w*|suscripci\w*)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Money();

    [GeneratedRegex(@"\b(passwor\w*|konto|anmeld\w*|einlogg\w*|funktioniert|fehler\w*|app|seite|mot de passe|compte|connect\w*|fonctionne\w*|erreur\w*|page|contraseña|cuenta|entrar|funciona\w*|error\w*|página)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fault();

    [GeneratedRegex(@"\b(bestell\w*|liefer\w*|paket|adresse|commande\w*|livraison|colis|pedido\w*|env[ií]o|paquete|direcci[oó]n)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Goods();
}
