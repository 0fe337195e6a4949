namespace Baton.Agents.Guardrails.Pii;

/// <summary>Groups of digits with little between them, as people write long numbers.</summary>
internal ref struct NumberRun
{
    public const int MostGroups = 8;
    private const int MostDigits = 32;

    private readonly string _text;
    private readonly Span<char> _digits;
    private readonly Span<(int Start, int End, int Digits)> _groups;

    private NumberRun(string text, Span<char> digits, Span<(int Start, int End, int Digits)> groups)
    {
        _text = text;
        _digits = digits;
        _groups = groups;
    }

    public int Count { get; private set; }

    /// <summary>Where the run ends, exclusive.</summary>
    public int End { get; private set; }

    /// <summary>Reads a run that begins at a digit.</summary>
    public static NumberRun Read(string text, int start, Span<char> digits, Span<(int Start, int End, int Digits)> groups)
    {
        var run = new NumberRun(text, digits, groups);
        run.Take(start);
        return run;
    }

    /// <summary>The digits of groups <paramref name="first"/> to <paramref name="last"/>.</summary>
    public readonly ReadOnlySpan<char> Digits(int first, int last) =>
        _digits[_groups[first].Digits..(_groups[last].Digits + _groups[last].End - _groups[last].Start)];

    public readonly int Length(int group) => _groups[group].End - _groups[group].Start;

    public readonly int StartOf(int group) => _groups[group].Start;

    public readonly int EndOf(int group) => _groups[group].End;

    /// <summary>What stands between a group and the next.</summary>
    public readonly ReadOnlySpan<char> Between(int group) => _text.AsSpan(_groups[group].End, _groups[group + 1].Start - _groups[group].End);

    /// <summary>True where all groups from one to another have the same single separator of these.</summary>
    public readonly bool HasOne(int first, int last, string separators)
    {
        for (var group = first; group < last; group++)
        {
            var between = Between(group);
            if (between.Length != 1 || !separators.Contains(between[0]) || between[0] != Between(first)[0]) return false;
        }

        return true;
    }

    private void Take(int index)
    {
        var taken = 0;
        while (Count < MostGroups)
        {
            var start = index;
            while (index < _text.Length && char.IsAsciiDigit(_text[index]) && taken < MostDigits) _digits[taken++] = _text[index++];
            _groups[Count++] = (start, index, taken - (index - start));
            End = index;
            if (taken == MostDigits) return;
            var next = index;
            while (next < _text.Length && next - index < 3 && _text[next] is ' ' or '-' or '.' or '/' or '(' or ')') next++;
            if (next == index || next >= _text.Length || !char.IsAsciiDigit(_text[next])) return;
            index = next;
        }
    }
}
