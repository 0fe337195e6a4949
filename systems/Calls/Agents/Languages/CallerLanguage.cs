namespace Baton.Calls.Agents.Languages;

/// <summary>
/// The language of a caller's words, where the server that leads the call does not say it: English, German, French or Spanish, by their commonest words
/// and the letters that only one of them has. Pure.
/// </summary>
internal static class CallerLanguage
{
    /// <summary>The language of whoever does not show another.</summary>
    public const string Default = "en";

    private static readonly (string Code, string Name, string Letters, HashSet<string> Words)[] _languages =
    [
        ("en", "English", "", Words("the a i my is are was it you what how please hello hi would like want need can could have not to of for with and goodbye thanks thank")),
        ("de", "German", "äöüß", Words("der die das ich mein meine meinen ist sind war es sie was wie bitte hallo möchte will brauche kann habe nicht zu von für mit und ein eine guten tag danke")),
        ("fr", "French", "çœèêàùî", Words("le la les je mon ma mes est sont c l j d vous que comment bonjour voudrais veux peux ai ne pas de du pour avec et un une merci au revoir")),
        ("es", "Spanish", "ñ¿¡áíóú", Words("el los las yo mi mis es son era usted qué cómo hola quiero quisiera necesito puedo tengo no de del para con y un una gracias adiós por favor")),
    ];

    /// <summary>The code of the language; null where the words do not tell.</summary>
    public static string? Detect(string said)
    {
        var text = said.ToLowerInvariant();
        var words = string.Concat(text.Select(letter => char.IsLetter(letter) ? letter : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var scores = _languages
            .Select(language => (language.Code, Score: words.Count(language.Words.Contains) + (2 * text.Count(letter => language.Letters.Contains(letter)))))
            .OrderByDescending(language => language.Score)
            .ToList();
        return scores[0].Score > scores[1].Score ? scores[0].Code : null;
    }

    /// <summary>A code such as <c>de-AT</c> as one of the four; null where it is none of them.</summary>
    public static string? Known(string? code) =>
        code is { Length: >= 2 } && _languages.FirstOrDefault(language => code.StartsWith(language.Code, StringComparison.OrdinalIgnoreCase)).Code is { } known ? known : null;

    /// <summary>The name of a language, as prompts say it.</summary>
    public static string NameOf(string code) => _languages.FirstOrDefault(language => language.Code == code).Name ?? _languages[0].Name;

    private static HashSet<string> Words(string words) => [.. words.Split(' ')];
}
