using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Baton.Support.Languages;

namespace Baton.Support.Desk.Rules;

/// <summary>Messages that say hello, thanks or goodbye and nothing else: answered at once, without the pipeline. Pure.</summary>
internal static partial class SmallTalk
{
    private const int MostWords = 8;

    private static readonly FrozenSet<string> _greetings = Words(
        "hello hi hey hiya greetings howdy hallo servus moin salut bonjour bonsoir coucou hola buenas goodmorning goodevening goodafternoon gutentag gutenmorgen gutenabend buenosdias buenosdías buenastardes");

    private static readonly FrozenSet<string> _thanks = Words("thanks thank thx thankyou cheers danke dank dankeschön merci gracias");

    private static readonly FrozenSet<string> _farewells = Words("bye goodbye tschüss aufwiedersehen ciao adieu aurevoir adios adiós hastaluego");

    private static readonly FrozenSet<string> _fillers = Words(
        "there you so much very a lot many for your the help support all everyone team to again day good nice great have and ok okay perfect works now it that was " +
        "how are doing sir madam vielen schön sehr für ihre die hilfe alles gut das hat geholfen beaucoup bien pour votre aide vous tout le monde muchas por su ayuda todo a todos");

    /// <summary>The answer, in a language; null where the message says more than that.</summary>
    public static string? Answer(string message, string language)
    {
        if (message.Length > 120 || message.Contains('?') && !Courtesy().IsMatch(message)) return null;
        var text = Pairs().Replace(message.ToLowerInvariant(), match => match.Value.Replace(" ", "", StringComparison.Ordinal));
        string[] words = [.. Word().Matches(text).Select(match => match.Value)];
        if (words.Length is 0 or > MostWords || !words.All(IsKnown)) return null;
        var phrases = DeskPhrases.In(language);
        if (words.Any(_thanks.Contains)) return phrases.Thanks;
        if (words.Any(_farewells.Contains)) return phrases.Goodbye;
        return words.Any(_greetings.Contains) ? phrases.Greeting : null;
    }

    private static bool IsKnown(string word) =>
        _greetings.Contains(word) || _thanks.Contains(word) || _farewells.Contains(word) || _fillers.Contains(word);

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    [GeneratedRegex(@"[\p{L}\d]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\bhow are you\b", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Courtesy();

    [GeneratedRegex(
        @"\b(good (morning|evening|afternoon)|thank you|guten (tag|morgen|abend)|auf wiedersehen|au revoir|buenos d[ií]as|buenas tardes|hasta luego)\b",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pairs();
}
