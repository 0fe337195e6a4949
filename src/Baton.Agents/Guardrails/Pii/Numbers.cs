namespace Baton.Agents.Guardrails.Pii;

/// <summary>Tells what a number is: card, SSN, IP address, telephone number, or nothing of the kind.</summary>
internal static class Numbers
{
    /// <summary>The most digits of a telephone number (E.164): with more it is something else, whatever stands before it.</summary>
    private const int MostOfPhone = 15;

    public static PiiSpan? At(string text, int index)
    {
        Span<char> digits = stackalloc char[32];
        Span<(int Start, int End, int Digits)> groups = stackalloc (int, int, int)[NumberRun.MostGroups];
        var first = char.IsAsciiDigit(text[index]) ? index : index + 1;
        var run = NumberRun.Read(text, first, digits, groups);
        if (first == index)
        {
            if (Ipv4(text, run) is { } ip) return ip;
            if (Card(text, run) is { } card) return card;
            if (Ssn(text, run) is { } ssn) return ssn;
        }
        else if (Card(text, run) is { } signed && text.AsSpan(signed.Start, signed.End - signed.Start).ToString().Count(char.IsAsciiDigit) > MostOfPhone)
        {
            return signed;
        }

        return Phones.At(text, index, run);
    }

    private static PiiSpan? Card(string text, NumberRun run)
    {
        var total = 0;
        for (var last = 0; last < run.Count; last++)
        {
            total += run.Length(last);
            if (total > 19) return null;
            if (total < 12 || !run.HasOne(0, last, " -")) continue;
            if (last + 1 < run.Count && run.Between(last) is "-" or ".") continue;
            var digits = run.Digits(0, last);
            if (!IsWhole(text, run.EndOf(last)) || !Digits.HasLuhn(digits)) continue;
            if (last > 0 && run.Length(0) is not (4 or 6)) continue;
            if (Digits.LooksIssued(digits) || Nearby.SpeaksOfCards(text, run.StartOf(0))) return new PiiSpan(run.StartOf(0), run.EndOf(last), PiiKinds.Card);
        }

        return null;
    }

    private static PiiSpan? Ssn(string text, NumberRun run)
    {
        if (run.Count >= 3 && run.Length(0) == 3 && run.Length(1) == 2 && run.Length(2) == 4 && run.HasOne(0, 2, "-. ") && IsWhole(text, run.EndOf(2)))
        {
            return Digits.IsSsn(run.Digits(0, 2)) ? new PiiSpan(run.StartOf(0), run.EndOf(2), PiiKinds.Ssn) : null;
        }

        var isPlain = run.Length(0) == 9 && IsWhole(text, run.EndOf(0)) && Digits.IsSsn(run.Digits(0, 0)) && Nearby.SpeaksOfSocialSecurity(text, run.StartOf(0));
        return isPlain ? new PiiSpan(run.StartOf(0), run.EndOf(0), PiiKinds.Ssn) : null;
    }

    private static PiiSpan? Ipv4(string text, NumberRun run)
    {
        // The end of a longer number with dots, such as a version, is no address.
        var start = run.StartOf(0);
        if (start > 1 && text[start - 1] == '.' && char.IsAsciiDigit(text[start - 2])) return null;
        if (run.Count < 4 || !run.HasOne(0, 3, ".") || !IsWhole(text, run.EndOf(3)) || (run.Count > 4 && run.Between(3)[0] == '.')) return null;
        for (var group = 0; group < 4; group++)
        {
            if (run.Length(group) > 3 || int.Parse(run.Digits(group, group)) > 255) return null;
        }

        return new PiiSpan(run.StartOf(0), run.EndOf(3), PiiKinds.Ip);
    }

    private static bool IsWhole(string text, int end) => end == text.Length || !char.IsLetterOrDigit(text[end]);
}
