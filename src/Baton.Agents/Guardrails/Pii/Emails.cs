namespace Baton.Agents.Guardrails.Pii;

/// <summary>E-mail addresses.</summary>
internal static class Emails
{
    /// <summary>The address around an at sign, or null.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the sign is.</param>
    /// <param name="free">Where the address may begin at the earliest.</param>
    public static (int Start, int End)? Around(string text, int at, int free)
    {
        var start = at;
        while (start > free && at - start < 64 && IsLocal(text[start - 1])) start--;
        while (start < at && text[start] is '.' or '-' or '+' or '\'') start++;
        var end = at + 1;
        while (end < text.Length && end - at < 255 && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-')) end++;
        while (end > at + 1 && text[end - 1] is '.' or '-') end--;
        var domain = text.AsSpan(at + 1, end - at - 1);
        var dot = domain.LastIndexOf('.');
        if (start == at || dot < 1 || domain.Length - dot - 1 is < 2 or > 24) return null;
        foreach (var character in domain[(dot + 1)..])
        {
            if (!char.IsLetter(character)) return null;
        }

        return (start, end);
    }

    private static bool IsLocal(char character) => char.IsLetterOrDigit(character) || character is '.' or '_' or '%' or '+' or '-' or '\'';
}
