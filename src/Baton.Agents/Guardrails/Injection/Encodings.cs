using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Baton.Agents.Guardrails.Injection;

/// <summary>Finds what is written in a code, and gives the plain texts.</summary>
internal static class Encodings
{
    private const int MostPayloads = 8;
    private const int LongestPayload = 4_096;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The plain texts of what stands in a text in base64, hex, percent or ROT13, backwards or in Morse or binary code.</summary>
    public static IReadOnlyList<string> Find(string text, Words words, Signs signs)
    {
        var found = new List<string>();
        FindRuns(text, found);
        FindPercent(text, found);
        FindMarks(text, signs);
        FindRotated(text, words, found);
        return found;
    }

    private static void FindRuns(string text, List<string> found)
    {
        for (var index = 0; index < text.Length && found.Count < MostPayloads;)
        {
            var start = index;
            while (index < text.Length && (char.IsAsciiLetterOrDigit(text[index]) || text[index] is '+' or '/' or '=' or '_' or '-')) index++;
            if (index - start is >= 16 and <= LongestPayload) Decode(text.AsSpan(start, index - start), found);
            if (index == start) index++;
        }
    }

    private static void Decode(ReadOnlySpan<char> run, List<string> found)
    {
        if (run.Length % 2 == 0 && run.IndexOfAnyExcept(Hexadecimal) < 0)
        {
            if (Readable(Convert.FromHexString(run)) is { } hex) found.Add(hex);
            return;
        }

        // A word or an address is no base64: its letters would decode to nothing readable.
        Span<byte> bytes = new byte[LongestPayload];
        var plain = run.TrimEnd('=');
        if (plain.Length % 4 == 1 || !Base64Url.IsValid(plain.ToString().Replace('+', '-').Replace('/', '_'))) return;
        if (!Base64Url.TryDecodeFromChars(plain.ToString().Replace('+', '-').Replace('/', '_'), bytes, out var written)) return;
        if (Readable(bytes[..written]) is { } text) found.Add(text);
    }

    private static string? Readable(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (value is < 0x20 and not (0x09 or 0x0A or 0x0D) or 0x7F) return null;
        }

        return System.Text.Unicode.Utf8.IsValid(bytes) && bytes.Length >= 8 ? Encoding.UTF8.GetString(bytes) : null;
    }

    private static void FindPercent(string text, List<string> found)
    {
        var signs = text.AsSpan().Count('%');
        if (signs < 4 || text.Length > GuardrailInput.MaxLength) return;
        var plain = Uri.UnescapeDataString(text);
        if (plain.Length <= text.Length - (2 * 4)) found.Add(plain);
    }

    /// <summary>Morse and binary code are signs by themselves: no customer writes in them.</summary>
    private static void FindMarks(string text, Signs signs)
    {
        var (morse, binary) = (0, 0);
        var (dots, digits) = (0, 0);
        foreach (var character in text)
        {
            dots = character is '.' or '-' or '/' || (character == ' ' && dots > 0) ? dots + (character == ' ' ? 0 : 1) : 0;
            digits = character is '0' or '1' || (character == ' ' && digits > 0) ? digits + (character == ' ' ? 0 : 1) : 0;
            if (character is '.' or '-') morse = Math.Max(morse, dots);
            binary = Math.Max(binary, digits);
        }

        // A rule of dashes or dots has no blanks in it.
        if (morse >= 12 && HasMorseWord(text)) signs.Add("encoded_payload", Signs.Certain);
        if (binary >= 24) signs.Add("encoded_payload", Signs.Certain);
    }

    private static bool HasMorseWord(string text)
    {
        var letters = 0;
        foreach (var part in text.AsSpan().Split(' '))
        {
            var word = text.AsSpan()[part].Trim("'\"</>tdr?");
            var isMorse = word.Length is >= 1 and <= 6 && word.IndexOfAnyExcept('.', '-') < 0;
            letters = isMorse ? letters + 1 : word.IsEmpty ? letters : 0;
            if (letters >= 4) return true;
        }

        return false;
    }

    /// <summary>ROT13: turned, the words are the commonest of all. Backwards: read so, they are those that attacks need.</summary>
    private static void FindRotated(string text, Words words, List<string> found)
    {
        if (words.CountOf(WordKind.Turned) >= 3) found.Add(Rotation.Of(text));
        if (words.CountOf(WordKind.Backward) < 2 || words.CountOf(WordKind.Backward) <= words.CountOf(WordKind.Common)) return;
        var reversed = text.ToCharArray();
        Array.Reverse(reversed);
        found.Add(new string(reversed));
    }
}
