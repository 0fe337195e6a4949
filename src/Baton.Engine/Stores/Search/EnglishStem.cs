namespace Baton.Engine.Stores.Search;

/// <summary>Cuts English endings off, so that "opening" and "opened" are found alike: the algorithm of M. F. Porter.</summary>
/// <remarks>M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980), pages 130–137; names and steps as there.</remarks>
internal static class EnglishStem
{
    private static readonly (string End, string With)[] Second =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ];

    private static readonly (string End, string With)[] Third =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] Fourth =
        ["ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "ion", "al", "er", "ic", "ou"];

    /// <summary>A word's stem; words with digits or other letters than English ones stay as they are.</summary>
    /// <param name="word">The word, in lower case.</param>
    public static string Of(string word)
    {
        if (word.Length < 3 || !word.AsSpan().ContainsOnlyLetters())
        {
            return word;
        }

        word = Plural(word);
        word = Tense(word);
        word = word[^1] == 'y' && HasVowel(word[..^1]) ? word[..^1] + "i" : word;
        word = Replace(word, Second);
        word = Replace(word, Third);
        return Tidy(Cut(word));
    }

    private static bool ContainsOnlyLetters(this ReadOnlySpan<char> word) => !word.ContainsAnyExceptInRange('a', 'z');

    private static string Plural(string word) =>
        Ends(word, "sses") || Ends(word, "ies") ? word[..^2] : Ends(word, "ss") || !Ends(word, "s") ? word : word[..^1];

    private static string Tense(string word)
    {
        if (Ends(word, "eed"))
        {
            return Measure(word[..^3]) > 0 ? word[..^1] : word;
        }

        var end = Ends(word, "ed") ? 2 : Ends(word, "ing") ? 3 : 0;
        if (end == 0 || !HasVowel(word[..^end]))
        {
            return word;
        }

        word = word[..^end];
        if (Ends(word, "at") || Ends(word, "bl") || Ends(word, "iz"))
        {
            return word + "e";
        }

        return EndsDouble(word) && word[^1] is not ('l' or 's' or 'z') ? word[..^1] : Measure(word) == 1 && EndsShort(word) ? word + "e" : word;
    }

    private static string Replace(string word, (string End, string With)[] endings)
    {
        var (end, with) = Array.Find(endings, ending => Ends(word, ending.End));
        return end is not null && Measure(word[..^end.Length]) > 0 ? word[..^end.Length] + with : word;
    }

    private static string Cut(string word)
    {
        var end = Array.Find(Fourth, ending => Ends(word, ending));
        if (end is null)
        {
            return word;
        }

        var stem = word[..^end.Length];
        return Measure(stem) > 1 && (end != "ion" || Ends(stem, "s") || Ends(stem, "t")) ? stem : word;
    }

    private static string Tidy(string word)
    {
        if (Ends(word, "e"))
        {
            var measure = Measure(word[..^1]);
            word = measure > 1 || (measure == 1 && !EndsShort(word[..^1])) ? word[..^1] : word;
        }

        return Ends(word, "ll") && Measure(word) > 1 ? word[..^1] : word;
    }

    private static bool Ends(string word, string end) => word.EndsWith(end, StringComparison.Ordinal);

    private static bool IsConsonant(string word, int index) => word[index] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => index == 0 || !IsConsonant(word, index - 1),
        _ => true,
    };

    private static bool HasVowel(string word) => Enumerable.Range(0, word.Length).Any(index => !IsConsonant(word, index));

    private static bool EndsDouble(string word) => word.Length > 1 && word[^1] == word[^2] && IsConsonant(word, word.Length - 1);

    private static bool EndsShort(string word) =>
        word.Length > 2 && IsConsonant(word, word.Length - 3) && !IsConsonant(word, word.Length - 2) && IsConsonant(word, word.Length - 1)
        && word[^1] is not ('w' or 'x' or 'y');

    /// <summary>How many times vowels are followed by consonants.</summary>
    private static int Measure(string word)
    {
        var (measure, wasVowel) = (0, false);
        for (var index = 0; index < word.Length; index++)
        {
            var isVowel = !IsConsonant(word, index);
            measure += wasVowel && !isVowel ? 1 : 0;
            wasVowel = isVowel;
        }

        return measure;
    }
}
