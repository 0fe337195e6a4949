using System.Text;
using Baton.Contracts;

namespace Baton.Agents.Context;

/// <summary>
/// Counts tokens without a tokenizer; the one place that does. <see cref="AtMost"/> bounds cost. <see cref="Likely"/> is for filling a
/// window: it goes by words, digits, marks and scripts as byte-pair vocabularies cut them, and <see cref="TokenRates"/> corrects it.
/// </summary>
internal static class TokenCount
{
    /// <summary>What a provider adds to each message, tool or prompt.</summary>
    public const int PerPiece = 4;

    /// <summary>Of a rehearsal, which has no vocabulary.</summary>
    public const int CharactersPerOfflineToken = 4;

    private const int BytesPerToken = 3;
    private const int LettersPerToken = 8;
    private const int DigitsPerToken = 3;

    /// <summary>Above what the usual tokenizers make of prose, JSON and Chinese.</summary>
    public static long AtMost(string text) => (Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;

    /// <summary>No text has more tokens than bytes.</summary>
    public static long Never(string text) => Encoding.UTF8.GetByteCount(text);

    public static long Offline(int characters) => (characters + CharactersPerOfflineToken - 1) / CharactersPerOfflineToken;

    /// <summary>About how many tokens a model of the usual kind makes of a text.</summary>
    public static int Likely(ReadOnlySpan<char> text)
    {
        var tokens = 0;
        for (var index = 0; index < text.Length;)
        {
            var kind = KindOf(text[index]);
            var end = index + 1;
            while (end < text.Length && KindOf(text[end]) == kind) end++;
            tokens += Tokens(kind, text[index..end]);
            index = end;
        }

        return tokens;
    }

    /// <summary>About how many tokens a message takes for a model.</summary>
    /// <param name="message">The message.</param>
    /// <param name="rate">What the model makes of a token that is expected; see <see cref="TokenRates"/>.</param>
    public static int Of(Message message, TokenRate rate)
    {
        var tokens = PerPiece + rate.Tokens(message.Content);
        foreach (var call in message.ToolCalls ?? []) tokens += PerPiece + rate.Tokens(call.Name + call.Args.GetRawText());
        return tokens;
    }

    private static int Tokens(Kind kind, ReadOnlySpan<char> run) => kind switch
    {
        Kind.Space => run is " " ? 0 : 1,
        Kind.Letter => 1 + ((run.Length - 1) / LettersPerToken) + Accents(run),
        Kind.Digit => (run.Length + DigitsPerToken - 1) / DigitsPerToken,
        Kind.Mark => (run.Length + 1) / 2,
        Kind.Ideograph => run.Length,
        _ => (run.Length + 1) / 2,
    };

    private static int Accents(ReadOnlySpan<char> run)
    {
        var accents = 0;
        foreach (var letter in run) accents += letter > '\x7f' ? 1 : 0;
        return accents;
    }

    private static Kind KindOf(char character) => character switch
    {
        ' ' or '\t' or '\r' or '\n' => Kind.Space,
        >= '0' and <= '9' => Kind.Digit,
        (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '\u00c0' and <= '\u024f') => Kind.Letter,
        < '\u00c0' => Kind.Mark,
        (>= '\u3040' and <= '\u9fff') or (>= '\uac00' and <= '\ud7af') or (>= '\ud800' and <= '\udfff') => Kind.Ideograph,
        _ => Kind.OtherLetter,
    };

    private enum Kind
    {
        Space,
        Letter,
        Digit,
        Mark,
        Ideograph,
        OtherLetter,
    }
}
