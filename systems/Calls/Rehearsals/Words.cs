namespace Baton.Calls.Rehearsals;

/// <summary>Words of the demo data, in the four languages.</summary>
internal static class Words
{
    private static readonly Dictionary<string, Phrase> _all = new(StringComparer.Ordinal)
    {
        ["Tuesday"] = new("Tuesday", "Dienstag", "mardi", "martes"),
        ["Wednesday"] = new("Wednesday", "Mittwoch", "mercredi", "miércoles"),
        ["Friday"] = new("Friday", "Freitag", "vendredi", "viernes"),
        ["August"] = new("August", "August", "août", "agosto"),
        ["September"] = new("September", "September", "septembre", "septiembre"),
        ["October"] = new("October", "Oktober", "octobre", "octubre"),
        ["delivery that was cancelled"] = new("a delivery that was cancelled", "eine stornierte Lieferung", "une livraison annulée", "una entrega cancelada"),
        ["payment that was booked twice"] = new("a payment that was booked twice", "eine doppelt gebuchte Zahlung", "un paiement débité deux fois", "un pago cobrado dos veces"),
    };

    /// <summary>A word in a language; as it is where it is none of the demo data's.</summary>
    public static string In(string language, string word) => _all.GetValueOrDefault(word)?.In(language) ?? word;
}
