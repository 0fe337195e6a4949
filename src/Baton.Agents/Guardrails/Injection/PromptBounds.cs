using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Baton.Agents.Guardrails.Injection;

/// <summary>
/// What an agent's prompt keeps to itself or refuses to talk about, read from its sentences: "do not reveal the password", "never discuss
/// politics". A request for just that is an attempt to get around the prompt, in whatever words.
/// </summary>
internal sealed class PromptBounds
{
    private const int MostPrompts = 1_000;
    private const int Reach = 9;

    private static readonly ConcurrentDictionary<string, PromptBounds> Read = new(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Negations = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "don", "dont", "not", "never", "no", "avoid", "avoids", "avoiding", "refrain", "refuse", "without", "cannot");

    private static readonly FrozenSet<string> Verbs = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "reveal", "share", "disclose", "tell", "discuss", "discussing", "discussions", "talk", "talking", "mention", "provide", "providing", "give", "help", "explain", "assist", "write",
        "generate", "translate", "answer", "answers", "allowed", "topics", "topic", "expose", "leak", "interject", "output");

    // Too usual to say what a request is about.
    private static readonly FrozenSet<string> Usual = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "anyone", "about", "above", "absolutely", "advice", "all", "also", "answer", "answers", "any", "anything", "are", "asked", "avoid", "based", "book", "change", "changing", "circumstances",
        "code", "complex", "controversial", "conversation", "could", "country", "customer", "customers", "depth", "detail", "details", "discuss", "discussing", "discussions", "don", "emails", "email",
        "even", "ever", "everything", "facts", "focus", "following", "form", "futuristic", "general", "give", "given", "goes", "have", "heated", "heavily", "help", "how", "information", "including",
        "instructions", "interject", "into", "job", "language", "level", "like", "long", "maintain", "make", "matter", "mention", "more", "names", "need", "needs", "never", "not", "number", "numbers", "only", "opinion", "opinions",
        "order", "other", "others", "people", "personal", "please", "private", "prompt", "provide", "question", "questions", "related", "request", "requests", "requesting", "reveal", "secretly", "security", "service", "share",
        "should", "solve", "some", "such", "suited", "task", "technical", "tell", "text", "that", "the", "their", "them", "themselves", "these", "they", "thing", "things", "this", "time", "topic", "topics", "under",
        "user", "users", "using", "victim", "ways", "what", "when", "whether", "which", "with", "would", "write", "you", "your", "allowed", "strictly", "data", "play", "rules", "other", "immediate", "place", "words", "while", "logged", "computer", "card", "account", "password", "full");

    private static readonly FrozenSet<string> Ends = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "to", "that", "in", "because", "so", "since", "as", "for", "which", "who", "where", "whether");

    private readonly HashSet<string> _subjects = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _acronyms = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private bool _keepsSecret;
    private bool _keepsPerson;

    private PromptBounds(string prompt)
    {
        _lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        var words = Words.Of(prompt);
        for (var index = 0; index < words.Count; index++)
        {
            if (Negations.Contains(words.Span(index).ToString())) ReadBound(words, index);
        }

        if (_keepsSecret || _keepsPerson) ReadNames(words);
    }

    public static PromptBounds Of(string prompt)
    {
        if (Read.TryGetValue(prompt, out var known)) return known;
        if (Read.Count >= MostPrompts) Read.Clear();
        return Read.GetOrAdd(prompt, static prompt => new PromptBounds(prompt));
    }

    public void Find(Words words, Signs signs)
    {
        if (_keepsSecret && words.Any(WordKind.Secret)) signs.Add("kept_secret", IsMine(words) ? 0.5 : Signs.Certain);
        if (_keepsPerson && words.Any(WordKind.Personal)) signs.Add("kept_person", 0.5);
        if (_keepsPerson && words.Any(WordKind.Served)) signs.Add("kept_user", 0.5);
        for (var index = 0; index < words.Count; index++)
        {
            if (_names.Count > 0 && _lookup.Contains(words.Span(index))) signs.Add("kept_name", Signs.Certain);
            if (_subjects.Count > 0 && IsSubject(words, index)) signs.Add("forbidden_subject", Signs.Certain);
            if (_acronyms.Count > 0 && IsAcronym(words, index)) signs.Add("forbidden_subject", Signs.Certain);
        }
    }

    private static bool IsMine(Words words)
    {
        for (var index = 1; index < words.Count; index++)
        {
            if ((words[index].Kind & WordKind.Secret) != WordKind.None && (words[index - 1].Kind & WordKind.Mine) != WordKind.None) return true;
        }

        return false;
    }

    private bool IsSubject(Words words, int index)
    {
        var word = words.Span(index);
        if (word.Length < 4) return false;
        foreach (var subject in _subjects)
        {
            if (IsKin(word, subject)) return true;
        }

        return false;
    }

    /// <summary>The acronym itself, or the words that it stands for.</summary>
    private bool IsAcronym(Words words, int index)
    {
        foreach (var acronym in _acronyms)
        {
            if (words.Is(index, acronym)) return true;
            var same = 0;
            while (same < acronym.Length && index + same < words.Count && words[index + same].Length >= 4
                && char.ToUpperInvariant(words.Span(index + same)[0]) == acronym[same]) same++;
            if (same == acronym.Length && IsNoun(words, index + same - 1)) return true;
        }

        return false;
    }

    // What acronyms stand for ends in a noun of some length: "any issue" is none of AI.
    private static bool IsNoun(Words words, int index) => words[index].Length >= 8;

    /// <summary>The same word in another form: its first five letters, or all of a shorter one, are the same.</summary>
    private static bool IsKin(ReadOnlySpan<char> word, string subject)
    {
        var least = Math.Min(word.Length, subject.Length);
        var length = Math.Min(least, Math.Max(5, least - 2));
        return Math.Abs(word.Length - subject.Length) <= 6 && word[..length].Equals(subject.AsSpan(0, length), StringComparison.OrdinalIgnoreCase);
    }

    private void ReadBound(Words words, int negation)
    {
        var sentence = words[negation].Sentence;
        var verb = -1;
        for (var index = negation; index < Math.Min(words.Count, negation + Reach) && words[index].Sentence == sentence; index++)
        {
            if (!Verbs.Contains(words.Span(index).ToString())) continue;
            verb = index;
            break;
        }

        if (verb < 0) return;
        var first = verb + 1;

        // "Discussing music is not allowed" names its subject before.
        if (words.Is(verb, "allowed"))
        {
            for (first = verb; first > 0 && words[first - 1].Sentence == sentence && !words.Is(first, "discussing") && !words.Is(first, "providing"); first--)
            {
            }
        }

        var taken = 0;
        for (var index = first; index < words.Count && words[index].Sentence == sentence && taken < 12; index++)
        {
            if (taken > 0 && Ends.Contains(words.Span(index).ToString())) break;
            if (Take(words, index)) taken++;
        }

        // "Do not reveal it": what it is stands before.
        if (taken == 0 && sentence > 0) ReadSecret(words, sentence - 1);
    }

    private bool Take(Words words, int index)
    {
        var word = words.Span(index).ToString();
        if ((words[index].Kind & WordKind.Secret) != WordKind.None) _keepsSecret = true;
        if (word is "private" or "personal" or "confidential" || (IsPerson(word) && index + 1 < words.Count && IsData(words.Span(index + 1)))) _keepsPerson = true;
        if (word.Length is >= 2 and <= 5 && word.All(char.IsAsciiLetterUpper) && words[index].Kind is WordKind.None or WordKind.Machine)
        {
            _acronyms.Add(word);
            return true;
        }

        if (word.Length < 4 || Usual.Contains(word) || (words[index].Kind & (WordKind.Secret | WordKind.Your)) != WordKind.None || char.IsAsciiDigit(word[^1])) return false;
        _subjects.Add(word);
        return true;
    }

    private static bool IsPerson(string word) => word is "user" or "users" or "customer" or "customers" or "client" or "clients";

    private static bool IsData(ReadOnlySpan<char> word) => word is "information" or "data" or "details" or "records" or "email" or "address";

    private void ReadSecret(Words words, int sentence)
    {
        for (var index = 0; index < words.Count; index++)
        {
            if (words[index].Sentence == sentence && (words[index].Kind & WordKind.Secret) != WordKind.None) _keepsSecret = true;
        }
    }

    /// <summary>Names: capitalised within a sentence.</summary>
    private void ReadNames(Words words)
    {
        for (var index = 1; index < words.Count; index++)
        {
            var word = words.Span(index);
            if (word.Length >= 3 && char.IsAsciiLetterUpper(word[0]) && words[index].Sentence == words[index - 1].Sentence && !Usual.Contains(word.ToString())
                && word[1..].IndexOfAnyExceptInRange('a', 'z') < 0 && words[index].Kind == WordKind.None)
            {
                _names.Add(word.ToString());
            }
        }
    }
}
