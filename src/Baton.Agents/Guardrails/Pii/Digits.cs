namespace Baton.Agents.Guardrails.Pii;

/// <summary>Rules of numbers: check digits and what is never given out.</summary>
internal static class Digits
{
    /// <summary>ISO/IEC 7812-1: the last digit of a card number.</summary>
    public static bool HasLuhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var index = 0; index < digits.Length; index++)
        {
            var digit = digits[^(index + 1)] - '0';
            if (index % 2 == 1) digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0 && digits.IndexOfAnyExcept('0') >= 0;
    }

    /// <summary>A length and a beginning that card issuers have.</summary>
    public static bool LooksIssued(ReadOnlySpan<char> digits)
    {
        var two = ((digits[0] - '0') * 10) + digits[1] - '0';
        return digits.Length switch
        {
            >= 12 and <= 19 when two is 50 or >= 56 and <= 58 or 67 => true,
            13 or 16 or 19 when digits[0] == '4' => true,
            14 => two is 30 or 36 or 38 or 39,
            15 => two is 34 or 37 || digits.StartsWith("1800") || digits.StartsWith("2131"),
            >= 16 and <= 19 => two is >= 51 and <= 55 or >= 22 and <= 27 or 35 or >= 60 and <= 65 or 62 or 81,
            _ => false,
        };
    }

    /// <summary>What the Social Security Administration never gives out. An area of 9xx is not excluded: tax numbers look so.</summary>
    public static bool IsSsn(ReadOnlySpan<char> digits) =>
        digits.Length == 9
        && !digits.StartsWith("000") && !digits.StartsWith("666")
        && !digits[3..5].SequenceEqual("00") && !digits[5..].SequenceEqual("0000")
        && digits.IndexOfAnyExcept(digits[0]) >= 0
        && !digits.SequenceEqual("123456789") && !digits.StartsWith("98765432") && !digits.SequenceEqual("078051120");

    /// <summary>ISO 13616: what is left of an IBAN, moved and read as a number, modulo 97.</summary>
    public static bool HasMod97(ReadOnlySpan<char> iban)
    {
        var rest = 0;
        for (var index = 0; index < iban.Length; index++)
        {
            var character = char.ToUpperInvariant(iban[(index + 4) % iban.Length]);
            rest = char.IsAsciiDigit(character) ? ((rest * 10) + character - '0') % 97 : ((rest * 100) + character - 'A' + 10) % 97;
        }

        return rest == 1;
    }
}
