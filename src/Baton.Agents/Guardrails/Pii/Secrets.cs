using System.Buffers;

namespace Baton.Agents.Guardrails.Pii;

/// <summary>Keys and passwords: by the beginnings that issuers give them, or by the word before them.</summary>
internal static class Secrets
{
    private const int Longest = 4_096;

    // Beginning, and how many characters must follow at least.
    private static readonly (string Prefix, int Least)[] Prefixes =
    [
        ("sk-", 20), ("sk_live_", 16), ("sk_test_", 16), ("rk_live_", 16), ("pk_live_", 16), ("whsec_", 20), ("ghp_", 30), ("gho_", 30), ("ghu_", 30), ("ghs_", 30),
        ("ghr_", 30), ("github_pat_", 30), ("glpat-", 16), ("xoxb-", 16), ("xoxp-", 16), ("xoxa-", 16), ("xapp-", 16), ("AKIA", 16), ("ASIA", 16), ("AIza", 30),
        ("ya29.", 20), ("eyJ", 30), ("npm_", 30), ("pypi-", 30), ("SG.", 30), ("hf_", 30), ("dop_v1_", 40), ("shpat_", 30), ("AGE-SECRET-KEY-", 40), ("lsv2_", 30),
    ];

    private static readonly string[] Names =
        ["password", "passwd", "pwd", "passphrase", "api_key", "api-key", "apikey", "api key", "secret_key", "secret key", "client_secret", "access_token", "access token", "auth_token", "secret"];

    private static readonly SearchValues<char> Starts = SearchValues.Create([.. Prefixes.Select(entry => entry.Prefix[0]).Concat(Names.SelectMany(name => new[] { name[0], char.ToUpperInvariant(name[0]) })).Append('-').Append('B').Append('b').Distinct()]);

    /// <summary>Where a secret ends whose beginning, or whose name, stands at a place; 0 where there is none.</summary>
    public static int EndOf(string text, int start)
    {
        if (!Starts.Contains(text[start])) return 0;
        var rest = text.AsSpan(start);
        if (rest.StartsWith("-----BEGIN ") && rest[..Math.Min(rest.Length, 60)].Contains("PRIVATE KEY-----", StringComparison.Ordinal)) return EndOfKey(text, start);
        foreach (var (prefix, least) in Prefixes)
        {
            if (rest[0] != prefix[0] || !rest.StartsWith(prefix, StringComparison.Ordinal)) continue;
            var end = EndOfToken(text, start + prefix.Length);
            if (end - start - prefix.Length >= least) return end;
        }

        var value = ValueOf(text, start);
        return value < 0 ? 0 : EndOfValue(text, value);
    }

    /// <summary>Where the secret itself begins: after its name, where it has one.</summary>
    public static int ValueStart(string text, int start)
    {
        foreach (var (prefix, _) in Prefixes)
        {
            if (text.AsSpan(start).StartsWith(prefix, StringComparison.Ordinal)) return start;
        }

        return ValueOf(text, start) is >= 0 and var value ? value : start;
    }

    /// <summary>Where the value of "password: …" or "Bearer …" begins; -1 where it is none that looks like one.</summary>
    private static int ValueOf(string text, int start)
    {
        var rest = text.AsSpan(start);
        if (rest.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return EndOfToken(text, start + 7) - start - 7 >= 16 ? start + 7 : -1;
        foreach (var name in Names)
        {
            if (!rest.StartsWith(name, StringComparison.OrdinalIgnoreCase)) continue;
            var index = start + name.Length;
            if (index < text.Length && text[index] is '"' or '\'') index++;
            while (index < text.Length && text[index] == ' ') index++;
            var isAssigned = index < text.Length && text[index] is ':' or '=';
            if (!isAssigned && !text.AsSpan(Math.Min(index, text.Length)).StartsWith("is ", StringComparison.OrdinalIgnoreCase)) return -1;
            index += isAssigned ? 1 : 3;
            while (index < text.Length && text[index] is ' ' or '"' or '\'') index++;
            return LooksSecret(text.AsSpan(index, EndOfValue(text, index) - index)) ? index : -1;
        }

        return -1;
    }

    /// <summary>A word of a sentence ("the password is wrong") is no secret: one has letters and digits or signs.</summary>
    private static bool LooksSecret(ReadOnlySpan<char> value)
    {
        if (value.Length < 6) return false;
        var (letters, others) = (0, 0);
        foreach (var character in value)
        {
            if (char.IsAsciiLetter(character)) letters++;
            else others++;
        }

        return letters > 0 && others > 0;
    }

    private static int EndOfToken(string text, int index)
    {
        var start = index;
        while (index < text.Length && index - start < Longest && (char.IsAsciiLetterOrDigit(text[index]) || text[index] is '-' or '_' or '.' or '/' or '+' or '=')) index++;
        while (index > start && text[index - 1] == '.') index--;
        return index;
    }

    private static int EndOfValue(string text, int index)
    {
        var start = index;
        while (index < text.Length && index - start < 256 && !char.IsWhiteSpace(text[index]) && text[index] is not ('"' or '\'' or ',' or ';' or '<' or '>' or ')' or '}')) index++;
        while (index > start && text[index - 1] is '.' or '?' or ':') index--;
        return index;
    }

    private static int EndOfKey(string text, int start)
    {
        var end = text.IndexOf("-----END ", start, StringComparison.Ordinal);
        if (end < 0) return text.Length;
        var close = text.IndexOf("-----", end + 9, StringComparison.Ordinal);
        return close < 0 ? text.Length : close + 5;
    }
}
