namespace Baton.Agents.Languages;

/// <summary>
/// Tells in which language a message is written: English, German, French or Spanish. Naive Bayes over pieces of three letters, learned from a
/// short sample of each language, with a bonus for their commonest words and for letters that only one of them has. Pure.
/// </summary>
public static class LanguageDetector
{
    // Of a longer message only the beginning is read.
    private const int Longest = 600;

    // In natural logarithms. By less than this two languages are not told apart, as in a message of one name or number.
    private const double Margin = 2.5;
    private const double Word = 2.0;
    private const double Letter = 3.0;

    // The same for all, so that what none of them has, such as a name, speaks for none.
    private const double Unseen = -7.5;

    private static readonly Profile[] _profiles = [.. LanguageSample.All.Select(sample => new Profile(sample))];

    /// <summary>The code of the message's language; null where it does not say.</summary>
    public static string? Detect(string message)
    {
        var text = Normal(message);
        if (text.Length < 4) return null;
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Profile? best = null;
        var (first, second) = (double.NegativeInfinity, double.NegativeInfinity);
        foreach (var profile in _profiles)
        {
            var score = profile.Score(text, words);
            if (score > first) (best, first, second) = (profile, score, first);
            else second = Math.Max(second, score);
        }

        return first - second >= Margin ? best!.Code : null;
    }

    // Letters in lower case, everything else a single blank, and a blank at both ends: what is counted of the samples, too.
    private static string Normal(string message)
    {
        var length = Math.Min(message.Length, Longest);
        var normal = new char[length + 2];
        var count = 0;
        normal[count++] = ' ';
        foreach (var character in message.AsSpan(0, length))
        {
            if (char.IsLetter(character) || character is '¿' or '¡') normal[count++] = char.ToLowerInvariant(character);
            else if (normal[count - 1] != ' ' && character is not ('\'' or '’')) normal[count++] = ' ';
            else if (character is '\'' or '’' && normal[count - 1] != ' ') normal[count++] = ' ';
        }

        if (normal[count - 1] != ' ') normal[count++] = ' ';
        return new string(normal, 0, count);
    }

    private sealed class Profile
    {
        private readonly Dictionary<string, double> _pieces;
        private readonly HashSet<string> _words;
        private readonly string _letters;

        public Profile(LanguageSample sample)
        {
            Code = sample.Code;
            _letters = sample.Letters;
            _words = [.. sample.Words.Split(' ')];
            var text = Normal(sample.Text);
            var counts = Pieces(text).CountBy(piece => piece).ToDictionary(StringComparer.Ordinal);
            var total = counts.Values.Sum() + counts.Count;
            _pieces = counts.ToDictionary(pair => pair.Key, pair => Math.Log((pair.Value + 0.5) / total), StringComparer.Ordinal);
        }

        public string Code { get; }

        public double Score(string text, IEnumerable<string> words)
        {
            var pieces = Pieces(text).Sum(piece => _pieces.GetValueOrDefault(piece, Unseen));
            return pieces + (Word * words.Count(_words.Contains)) + (Letter * text.Count(letter => _letters.Contains(letter)));
        }

        private static IEnumerable<string> Pieces(string text)
        {
            for (var start = 0; start + 3 <= text.Length; start++) yield return text.Substring(start, 3);
        }
    }
}
