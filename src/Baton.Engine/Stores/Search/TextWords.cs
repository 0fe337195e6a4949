using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Baton.Engine.Stores.Search;

/// <summary>
/// The words by which a text is found: letters and digits in lower case without accents, English endings cut off, the commonest English words
/// left out. Scripts that write no spaces give a word for each sign. All drivers index these words, so that they find alike.
/// </summary>
/// <remarks>A change here is a change of what is stored: existing collections must be indexed again.</remarks>
public static class TextWords
{
    private const int Longest = 64;
    private const string Accented = "àáâãäåçèéêëìíîïðñòóôõöøùúûüýÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĵķĺļľłńņňōŏőŕŗřśŝşšţťŧũūŭůűųŵŷźżžſ";
    private const string Plain = "aaaaaaceeeeiiiidnoooooouuuuyyaaaccccddeeeeegggghhiiiiijkllllnnnooorrrsssstttuuuuuuwyzzzs";

    private static readonly FrozenSet<string> Common = new[]
    {
        "a", "about", "above", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before",
        "being", "below", "between", "both", "but", "by", "can", "cannot", "could", "d", "did", "do", "does", "doing", "don", "down", "during",
        "each", "few", "for", "from", "further", "had", "has", "have", "having", "he", "her", "here", "hers", "him", "his", "how", "i", "if",
        "in", "into", "is", "it", "its", "just", "ll", "m", "me", "more", "most", "my", "no", "nor", "not", "now", "of", "off", "on", "once",
        "only", "or", "other", "our", "ours", "out", "over", "own", "re", "s", "same", "she", "should", "so", "some", "such", "t", "than",
        "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under", "until", "up",
        "ve", "very", "was", "we", "were", "what", "when", "where", "which", "while", "who", "whom", "why", "will", "with", "would", "you",
        "your", "yours",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A text's words, in their order.</summary>
    public static List<string> Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                if (IsSign(rune))
                {
                    End(word, words);
                    words.Add(rune.ToString());
                }
                else if (word.Length < Longest)
                {
                    word.Append(Folded(Rune.ToLowerInvariant(rune)));
                }
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark)
            {
                End(word, words);
            }
        }

        End(word, words);
        return words;
    }

    private static void End(StringBuilder word, List<string> words)
    {
        if (word.Length == 0)
        {
            return;
        }

        var text = word.ToString();
        word.Clear();
        if (!Common.Contains(text))
        {
            words.Add(EnglishStem.Of(text));
        }
    }

    /// <summary>Without its accent. By a table: the framework's normalization needs ICU data, which Baton does without.</summary>
    private static string Folded(Rune rune) => Accented.IndexOf(rune.ToString(), StringComparison.Ordinal) is >= 0 and var index ? Plain[index].ToString() : rune.ToString();

    /// <summary>Chinese characters and Japanese kana.</summary>
    private static bool IsSign(Rune rune) => rune.Value is (>= 0x2E80 and <= 0x30FF) or (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
