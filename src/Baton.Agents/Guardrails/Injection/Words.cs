using System.Buffers;

namespace Baton.Agents.Guardrails.Injection;

/// <summary>The words of a folded text, in order.</summary>
internal sealed class Words
{
    private const string Leet = "0o1i3e4a5s7t8b@a$s!i";
    private static readonly SearchValues<char> LeetSigns = SearchValues.Create("0134578@$");
    private readonly List<Word> _words;
    private WordKind _kinds;

    private Words(string text, List<Word> words)
    {
        Text = text;
        _words = words;
    }

    public string Text { get; }

    public int Count => _words.Count;

    public Word this[int index] => _words[index];

    /// <summary>How many known words were written with digits for letters, or letter by letter.</summary>
    public int Disguised { get; private set; }

    public ReadOnlySpan<char> Span(int index) => Text.AsSpan(_words[index].Start, _words[index].Length);

    public bool Is(int index, string word) => Span(index).Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>How many words are of a kind.</summary>
    public int CountOf(WordKind kind)
    {
        if ((_kinds & kind) == WordKind.None) return 0;
        var count = 0;
        foreach (var word in _words) count += (word.Kind & kind) == WordKind.None ? 0 : 1;
        return count;
    }

    public static Words Of(string text)
    {
        var words = new Words(text, new List<Word>((text.Length / 5) + 1));
        words.Read();
        return words;
    }

    /// <summary>True where a word of this kind stands anywhere.</summary>
    public bool Any(WordKind kind) => (_kinds & kind) != WordKind.None;

    private void Read()
    {
        var sentence = 0;
        var foreign = false;
        for (var index = 0; index < Text.Length;)
        {
            var character = Text[index];
            if (IsPart(character))
            {
                var start = index;
                while (index < Text.Length && IsPart(Text[index])) foreign |= Text[index++] > '\u05FF';
                Add(start, index - start, sentence);
                if (index < Text.Length && Text[index] == '\'') index = AfterApostrophe(index);
                continue;
            }

            if (character is '.' or '?' or '!' or '\n' or ';' or '。' or '？' or '।') sentence++;
            index++;
        }

        if (foreign) AddUnspaced();
    }

    // "don't" is one word, the "s" of "user's" is none.
    private int AfterApostrophe(int index)
    {
        var end = index + 1;
        while (end < Text.Length && char.IsAsciiLetter(Text[end])) end++;
        return end - index <= 3 ? end : index + 1;
    }

    private void Add(int start, int length, int sentence)
    {
        var span = Text.AsSpan(start, length);
        var (kind, number) = Lexicon.Of(span);
        if (kind == WordKind.None && length is >= 4 and <= 16 && span.IndexOfAny(LeetSigns) >= 0) kind = OfLeet(span);
        _kinds |= kind;
        _words.Add(new Word(start, length, kind, number, sentence));
        if (length == 1) JoinLetters(sentence);
    }

    private WordKind OfLeet(ReadOnlySpan<char> span)
    {
        Span<char> plain = stackalloc char[span.Length];
        for (var index = 0; index < span.Length; index++)
        {
            var place = Leet.IndexOf(span[index], StringComparison.Ordinal);
            plain[index] = place >= 0 && place % 2 == 0 ? Leet[place + 1] : span[index];
        }

        var kind = Lexicon.Of(plain).Kind & WordKind.Telling;
        if (kind != WordKind.None) Disguised++;
        return kind;
    }

    /// <summary>"i g n o r e" is one word too.</summary>
    private void JoinLetters(int sentence)
    {
        var run = 0;
        while (run < 12 && run < _words.Count && _words[^(run + 1)] is { Length: 1 } letter && letter.Sentence == sentence) run++;
        if (run < 5) return;
        Span<char> joined = stackalloc char[run];
        for (var index = 0; index < run; index++) joined[index] = Text[_words[_words.Count - run + index].Start];
        for (var skip = 0; run - skip >= 5; skip++)
        {
            var kind = Lexicon.Of(joined[skip..]).Kind & WordKind.Telling;
            if (kind == WordKind.None) continue;
            Disguised++;
            _kinds |= kind;
            _words[^1] = _words[^1] with { Kind = kind };
            return;
        }
    }

    private void AddUnspaced()
    {
        var found = Lexicon.FindUnspaced(Text).ToList();
        if (found.Count == 0) return;
        foreach (var (start, length, kind) in found)
        {
            var before = _words.FindLastIndex(word => word.Start <= start);
            _kinds |= kind;
            _words.Add(new Word(start, length, kind, 0, before < 0 ? 0 : _words[before].Sentence));
        }

        _words.Sort((one, other) => one.Start.CompareTo(other.Start));
    }

    private static bool IsPart(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '$' or '@' or '_' || (character > 0x7F && (char.IsLetterOrDigit(character) || char.GetUnicodeCategory(character) is
            System.Globalization.UnicodeCategory.SpacingCombiningMark or System.Globalization.UnicodeCategory.NonSpacingMark));
}

/// <summary>A word of a text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Kind">What it can mean.</param>
/// <param name="Number">Its number, where a pattern names it; otherwise 0.</param>
/// <param name="Sentence">The number of its sentence.</param>
internal readonly record struct Word(int Start, int Length, WordKind Kind, int Number, int Sentence);
