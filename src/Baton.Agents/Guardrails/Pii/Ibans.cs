using System.Collections.Frozen;

namespace Baton.Agents.Guardrails.Pii;

/// <summary>How long the IBANs of a country are (SWIFT's registry).</summary>
internal static class Ibans
{
    private const string Lengths =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 " +
        "HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 " +
        "QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20";

    private static readonly FrozenDictionary<string, int> ByCountry =
        Lengths.Split(' ').ToFrozenDictionary(entry => entry[..2], entry => int.Parse(entry.AsSpan(2)), StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Lookup = ByCountry.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Where an IBAN that begins at a place ends; -1 where there is none. Blanks between groups belong to it.</summary>
    public static int EndOf(string text, int start)
    {
        if (start + 15 > text.Length || !char.IsAsciiDigit(text[start + 2]) || !char.IsAsciiDigit(text[start + 3])) return -1;
        if (!Lookup.TryGetValue(text.AsSpan(start, 2), out var length)) return -1;
        Span<char> iban = stackalloc char[34];
        var taken = 0;
        var index = start;
        for (; index < text.Length && taken < length; index++)
        {
            if (char.IsAsciiLetterOrDigit(text[index])) iban[taken++] = text[index];
            else if (text[index] is not (' ' or '-') || taken % 4 != 0) return -1;
        }

        var ends = index == text.Length || !char.IsAsciiLetterOrDigit(text[index]);
        return taken == length && ends && Digits.HasMod97(iban[..length]) ? index : -1;
    }
}
