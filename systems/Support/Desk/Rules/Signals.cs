using System.Text.RegularExpressions;

namespace Baton.Support.Desk.Rules;

/// <summary>What a message gives away about how it must be handled, in English, German, French and Spanish. Pure.</summary>
internal static partial class Signals
{
    // What customers write is much shorter; no message keeps the desk busy.
    private const int Longest = 4000;

    /// <summary>The signals of a message.</summary>
    public static Signal Read(string message)
    {
        var text = message.Length > Longest ? message[..Longest] : message;
        var found = Signal.None;
        if (Deadline().IsMatch(text)) found |= Signal.Deadline;
        if (Urgent().IsMatch(text)) found |= Signal.Urgent;
        if (Anger().IsMatch(text) || IsShouted(text)) found |= Signal.Anger;
        if (Security().IsMatch(text)) found |= Signal.Security;
        if (Repeated().IsMatch(text)) found |= Signal.Repeated;
        if (Unsolved().IsMatch(text)) found |= Signal.Unsolved;
        if (Person().IsMatch(text)) found |= Signal.Person;
        return found;
    }

    private static bool IsShouted(string text)
    {
        var letters = text.Count(char.IsLetter);
        return (letters >= 20 && text.Count(char.IsUpper) > 0.8 * letters) || text.Contains("!!!", StringComparison.Ordinal);
    }

    [GeneratedRegex(
        @"\b(deadlines?|due (today|tomorrow|tonight)|by (today|tonight|tomorrow|noon|midnight|end of (the )?day)|cut-?off|frist(en)?|abgabetermin|bis (heute|morgen)|échéances?|date limite|avant (demain|ce soir)|fecha límite|plazo|antes de mañana)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Deadline();

    [GeneratedRegex(
        @"\b(urgent(ly)?|asap|immediate(ly)?|right (now|away)|at once|emergency|dringend|eilig|sofort|umgehend|urgence|urgente?s?|immédiat(ement)?|tout de suite|urgentemente|inmediat(o|amente)|ahora mismo)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Urgent();

    [GeneratedRegex(
        @"\b(furious|angry|outrageous|ridiculous|unacceptable|disgusting|fed up|worst|terrible|scandal(ous)?|unverschämt\w*|wütend|inakzeptabel|frechheit|schlechteste\w*|inadmissible|furieux|furieuse|scandaleux|honteux|indignante?|furios[oa]|inaceptable|vergüenza)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Anger();

    // A parcel can be stolen without anybody's account being in danger: theft counts beside what it would endanger.
    [GeneratedRegex(
        @"\b(hack(ed|er|ers|ing)?|phish\w*|compromised|data (breach|leak)|unauthori[sz]ed (access|payment|charge|transaction)|identity theft|gehackt|datenleck|phishing|unbefugt\w*|piraté|hameçonnage|accès non autorisé|hackead[oa]|pirate(ado|ada)|acceso no autorizado)\b|\b(stole|stolen|gestohlen|volé|robad[oa]|robaron)\b.{0,40}\b(card|account|password|identity|data|karte|konto|passwort|carte|compte|mot de passe|tarjeta|cuenta|contraseña)\b|\b(card|account|password|identity|karte|konto|carte|compte|tarjeta|cuenta)\b.{0,40}\b(stole|stolen|gestohlen|volée?|robad[oa])\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Security();

    [GeneratedRegex(
        @"\b((second|third|fourth|2nd|3rd|4th) time|(times|twice) already|already (wrote|written|called|contacted|told|asked)|keep (writing|asking|calling)|nobody (answers|replies|answered)|zum (zweiten|dritten|vierten) mal|schon (einmal|mehrfach|zweimal) (geschrieben|angerufen)|niemand antwortet|(deuxième|troisième) fois|déjà (écrit|appelé|contacté)|(segunda|tercera) vez|ya (escribí|llamé|he escrito|he llamado)|nadie (contesta|responde))\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Repeated();

    [GeneratedRegex(
        @"\b(still (not|doesn['’]?t|does not|isn['’]?t|fails?|broken|the same|waiting|no)|did ?n['’]?t (help|work)|does ?n['’]?t help|not (fixed|solved|resolved)|nothing works|same (problem|error|issue)|again|immer noch|funktioniert (immer noch |weiterhin )?nicht|hat nicht geholfen|gleiche[rs]? (fehler|problem)|toujours pas|ne fonctionne toujours|n['’]a pas aidé|même (problème|erreur)|sigue sin|todavía no|no (me )?ayudó|mismo (problema|error))\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unsolved();

    [GeneratedRegex(
        @"\b((speak|talk|chat|connect me|put me through|transfer me) (to|with) (a |an |the |your |some )?(real |actual |live |human )?(person|human|manager|supervisor|agent|somebody|someone|representative)|(human|real) (agent|person)|(mit|an) (einem |einer |den |ihrem )?(menschen|mitarbeiter(in)?|vorgesetzten|chef)|parler (à|avec) (un |une |votre )?(humain|personne|responsable|conseiller|conseillère)|hablar con (un |una |su )?(humano|persona|encargad[oa]|agente|supervisor))\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Person();
}

/// <summary>What a message gives away.</summary>
[Flags]
internal enum Signal
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Something is due.</summary>
    Deadline = 1,

    /// <summary>It presses for time.</summary>
    Urgent = 2,

    /// <summary>The customer is angry, or shouts.</summary>
    Anger = 4,

    /// <summary>An account, a card or data may be in somebody else's hands.</summary>
    Security = 8,

    /// <summary>The customer has written or called about it before.</summary>
    Repeated = 16,

    /// <summary>What was answered has not helped.</summary>
    Unsolved = 32,

    /// <summary>The customer asks for a person.</summary>
    Person = 64,
}
