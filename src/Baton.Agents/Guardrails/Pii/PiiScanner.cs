using System.Net;
using System.Net.Sockets;

namespace Baton.Agents.Guardrails.Pii;

/// <summary>Finds personal data and secrets in a folded text, in one pass. Rules are those of Presidio's recognisers where they have one.</summary>
internal static class PiiScanner
{
    /// <summary>What was found, in order and without overlaps.</summary>
    public static List<PiiSpan> Scan(string text)
    {
        var found = new List<PiiSpan>();
        for (var index = 0; index < text.Length;)
        {
            var span = At(text, index, found.Count == 0 ? 0 : found[^1].End);
            if (span is { } there)
            {
                found.Add(there);
                index = there.End;
            }
            else
            {
                index = Next(text, index);
            }
        }

        return found;
    }

    private static PiiSpan? At(string text, int index, int free)
    {
        var character = text[index];
        if (character == '@') return Emails.Around(text, index, free) is { } email ? new PiiSpan(email.Start, email.End, PiiKinds.Email) : null;
        if (character == ':' && Ipv6(text, index, free) is { } six) return six;
        var begins = index == 0 || !char.IsLetterOrDigit(text[index - 1]);
        if (begins && Secrets.EndOf(text, index) is > 0 and var secret) return new PiiSpan(SecretStart(text, index), secret, PiiKinds.Secret);
        if (char.IsAsciiLetter(character)) return begins && Ibans.EndOf(text, index) is > 0 and var iban ? new PiiSpan(index, iban, PiiKinds.Iban) : null;
        return (begins && char.IsAsciiDigit(character)) || (character is '+' or '(' && index + 1 < text.Length && char.IsAsciiDigit(text[index + 1]))
            ? Numbers.At(text, index)
            : null;
    }

    private static int SecretStart(string text, int index) => Secrets.ValueStart(text, index);

    /// <summary>After a word or a number nothing begins before it ends; signs are looked at one by one.</summary>
    private static int Next(string text, int index)
    {
        if (!char.IsLetterOrDigit(text[index])) return index + 1;
        while (index < text.Length && char.IsLetterOrDigit(text[index])) index++;
        return index;
    }

    private static PiiSpan? Ipv6(string text, int colon, int free)
    {
        var start = colon;
        while (start > free && colon - start < 5 && char.IsAsciiHexDigit(text[start - 1])) start--;
        var end = colon;
        while (end < text.Length && end - start < 45 && (char.IsAsciiHexDigit(text[end]) || text[end] is ':' or '.')) end++;
        while (end > colon + 1 && text[end - 1] is '.' || (end > colon + 1 && text[end - 1] == ':' && text[end - 2] != ':')) end--;
        var candidate = text.AsSpan(start, end - start);
        var isBounded = (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
        if (!isBounded || candidate.Length < 6 || candidate.Count(':') < 2 || candidate.IndexOfAnyInRange('0', '9') < 0) return null;
        return IPAddress.TryParse(candidate, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? new PiiSpan(start, end, PiiKinds.Ip) : null;
    }
}
