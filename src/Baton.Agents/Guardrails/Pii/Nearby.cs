using System.Buffers;

namespace Baton.Agents.Guardrails.Pii;

/// <summary>What the words around a number say that it is.</summary>
internal static class Nearby
{
    private const int Before = 32;
    private const int After = 12;

    private static readonly SearchValues<string> Cards = SearchValues.Create(["card", "credit", "debit", "visa", "mastercard", "amex", "cc ", "cc:", "pan "], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> SocialSecurity = SearchValues.Create(["ssn", "social security", "social-security", "tax id", "itin"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Telephones = SearchValues.Create(
        ["phone", "telefon", "tel.", "tel:", "tel ", "mobile", "cell", "call ", "calling", "called", "dial", "fax", "whatsapp", " sms", "text me", "reach me", "reach us", "ring ", "answering",
         "messages to", "message to", "contact number", "hotline", "handy", "móvil", "movil"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> References = SearchValues.Create(
        ["order", "invoice", "ticket", "case", "reference", "ref ", "ref.", "tracking", "account", "purchase", "booking", "number #", "#", "license", "licence", "zip", "version"],
        StringComparison.OrdinalIgnoreCase);

    public static bool SpeaksOfCards(string text, int start) => Window(text, start).IndexOfAny(Cards) >= 0;

    public static bool SpeaksOfSocialSecurity(string text, int start) => Window(text, start).IndexOfAny(SocialSecurity) >= 0;

    /// <summary>True where a telephone is spoken of right before or after, and nothing else that has a number stands nearer.</summary>
    public static bool SpeaksOfTelephones(string text, int start, int end)
    {
        var after = text.AsSpan(end, Math.Min(After, text.Length - end)).TrimStart(" -:\\,|(");
        foreach (var line in (ReadOnlySpan<string>)["office", "fax", "mobile", "home", "cell", "work"])
        {
            if (after.StartsWith(line, StringComparison.OrdinalIgnoreCase)) return true;
        }

        var before = Window(text, start);
        return before.IndexOfAny(Telephones) is >= 0 and var telephone && before[telephone..].IndexOfAny(References) < 0;
    }

    /// <summary>True where the number is said to be that of something else.</summary>
    public static bool SpeaksOfReferences(string text, int start)
    {
        var before = Window(text, start);
        return before[Math.Max(0, before.Length - 20)..].IndexOfAny(References) >= 0;
    }

    private static ReadOnlySpan<char> Window(string text, int start) => text.AsSpan(Math.Max(0, start - Before), Math.Min(start, Before));
}
