using System.Text.RegularExpressions;

namespace Baton.Support.Rehearsals.Reading;

/// <summary>Reads one message: which concepts it has, and which of them make an intent.</summary>
internal static partial class MessageReader
{
    /// <summary>The intent that fits best, with the concepts it rests on.</summary>
    public static (Intent Intent, Concept Concepts) Read(string message)
    {
        var concepts = ConceptsOf(message);
        return (IntentRules.Best(concepts), concepts);
    }

    private static Concept ConceptsOf(string message)
    {
        // Apostrophes vanish ("can't" → "cant"); what else is no letter or digit parts words.
        var text = message.ToLowerInvariant().Replace("'", "").Replace("’", "").Replace("e-mail", "email");
        List<string> words = [];
        var concepts = Concept.None;
        foreach (Match match in Token().Matches(text))
        {
            var token = match.Value;
            if (char.IsAsciiDigit(token[0])) concepts |= token.Length >= 4 ? Concept.Number : Concept.None;
            else if (token[0] is '$' or '€' or '£') concepts |= Concept.Money;
            else words.AddRange(Spelling.Correct(token));
        }

        foreach (var word in Phrases.Join(words)) concepts |= Lexicon.Words.GetValueOrDefault(word);
        return concepts;
    }

    [GeneratedRegex("""[$€£]\s?\d[\d.,]*|\d+|\p{L}+""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
