namespace Baton.Agents.Guardrails.Pii;

/// <summary>Telephone numbers: by their form where it is one of telephones alone, otherwise by the words around them.</summary>
internal static class Phones
{
    private const int Fewest = 7;
    private const int Most = 15;

    /// <summary>The number that begins at a place, or null.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where it begins: a digit, <c>+</c> or <c>(</c>.</param>
    /// <param name="run">The digits from there.</param>
    public static PiiSpan? At(string text, int start, NumberRun run)
    {
        for (var last = run.Count - 1; last >= 0; last--)
        {
            var digits = run.Digits(0, last).Length;
            if (digits is < Fewest or > Most) continue;
            var end = run.EndOf(last);
            if (end < text.Length && char.IsLetterOrDigit(text[end]) && text[end] is not ('x' or 'X')) return null;
            if (IsDate(run, last)) return null;
            if (!IsTelephone(text, start, run, last, digits)) continue;
            var begin = start > 0 && text[start] == '(' && run.Digits(0, 0).Length > 5 ? start + 1 : start;
            return new PiiSpan(begin, Extension(text, end), PiiKinds.Phone);
        }

        return null;
    }

    private static bool IsTelephone(string text, int start, NumberRun run, int last, int digits)
    {
        if (text[start] == '+') return digits >= 8;
        if (text[start] == '(') return run.Length(0) is >= 2 and <= 4 && run.Between(0) is ['(' or ')', ..] && digits <= 12;
        if (IsNorthAmerican(run, last)) return !Nearby.SpeaksOfReferences(text, start);
        return digits <= 13 && Nearby.SpeaksOfTelephones(text, start, run.EndOf(last));
    }

    /// <summary>Three, three and four digits, the country code before them or not.</summary>
    private static bool IsNorthAmerican(NumberRun run, int last)
    {
        var first = last - 2;
        if (first is not (0 or 1) || run.Length(last) != 4 || run.Length(last - 1) != 3 || run.Length(first) != 3) return false;
        return run.HasOne(0, last, "-. ") && (first == 0 || run.Digits(0, 0) is "1" or "001");
    }

    private static bool IsDate(NumberRun run, int last)
    {
        if (last < 2 || !run.HasOne(0, 2, "-./")) return false;
        var (first, second, third) = (run.Length(0), run.Length(1), run.Length(2));
        return (first == 4 && second <= 2 && third <= 2) || (first <= 2 && second <= 2 && third is 4 or 2 && run.Between(0) is "/");
    }

    private static int Extension(string text, int end)
    {
        var index = end;
        while (index < text.Length && text[index] == ' ') index++;
        var word = text.AsSpan(index);
        var length = word.StartsWith("ext.", StringComparison.OrdinalIgnoreCase) ? 4 : word.StartsWith("ext", StringComparison.OrdinalIgnoreCase) ? 3 : word is ['x' or 'X', ..] ? 1 : 0;
        if (length == 0) return end;
        index += length;
        while (index < text.Length && text[index] == ' ') index++;
        var digits = index;
        while (index < text.Length && index - digits < 6 && char.IsAsciiDigit(text[index])) index++;
        return index > digits && (index == text.Length || !char.IsLetterOrDigit(text[index])) ? index : end;
    }
}
