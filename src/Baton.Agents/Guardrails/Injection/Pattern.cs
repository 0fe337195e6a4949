namespace Baton.Agents.Guardrails.Injection;

/// <summary>
/// Words in order within one sentence, with a few others between them. Written as slots: <c>#Kind</c> a word of that kind, <c>a|b</c> one of
/// these words, <c>~3</c> up to three other words before the next slot, a leading <c>!</c> none of these in the two words before.
/// </summary>
internal sealed class Pattern
{
    private readonly Slot[] _slots;
    private readonly Slot? _notBefore;

    public Pattern(string sign, double weight, string text)
    {
        (Sign, Weight) = (sign, weight);
        var slots = new List<Slot>();
        var gap = 0;
        foreach (var part in text.Split(' '))
        {
            if (part[0] == '~') gap = part[1] - '0';
            else if (part[0] == '!') _notBefore = Slot.Of(part[1..], 0);
            else
            {
                slots.Add(Slot.Of(part, gap));
                gap = 0;
            }
        }

        _slots = [.. slots];
    }

    public string Sign { get; }

    public double Weight { get; }

    /// <summary>True where the pattern can begin with a word of this one kind.</summary>
    public bool BeginsWith(WordKind kind) => (_slots[0].Kind & kind) != WordKind.None;

    /// <summary>True where the pattern can begin with the word of this number.</summary>
    public bool BeginsWith(int number) => _slots[0].Has(number);

    /// <summary>True where the pattern begins at a word, which fits its first slot.</summary>
    public bool IsAt(Words words, int index) => !IsExcused(words, index) && Follows(words, index, 1);

    private bool IsExcused(Words words, int index) =>
        _notBefore is { } not && ((index > 0 && not.Fits(words, index - 1)) || (index > 1 && not.Fits(words, index - 2)));

    // Depth is the number of slots, and each looks at ten words at most: bounded whatever the text.
    private bool Follows(Words words, int index, int slot)
    {
        if (slot == _slots.Length) return true;
        var last = Math.Min(words.Count - 1, index + 1 + _slots[slot].Gap);
        for (var next = index + 1; next <= last && words[next].Sentence == words[index].Sentence; next++)
        {
            if (_slots[slot].Fits(words, next) && Follows(words, next, slot + 1)) return true;
        }

        return false;
    }

    private sealed record Slot(WordKind Kind, ulong[] Numbers, int Gap)
    {
        public static Slot Of(string text, int gap)
        {
            var kind = WordKind.None;
            var numbers = new ulong[(PatternTexts.Literals.Count / 64) + 1];
            foreach (var part in text.Split('|'))
            {
                if (part[0] == '#')
                {
                    kind |= Enum.Parse<WordKind>(part.AsSpan(1));
                    continue;
                }

                var number = Lexicon.NumberOf(part);
                numbers[number / 64] |= 1UL << (number % 64);
            }

            return new Slot(kind, numbers, gap);
        }

        public bool Has(int number) => number > 0 && (Numbers[number / 64] & (1UL << (number % 64))) != 0;

        public bool Fits(Words words, int index) => (words[index].Kind & Kind) != WordKind.None || Has(words[index].Number);
    }
}
