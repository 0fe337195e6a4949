using System.Numerics;

namespace Baton.Agents.Guardrails.Injection;

/// <summary>Finds the patterns in a text. A word looks at those alone that can begin with it.</summary>
internal static class Patterns
{
    private static readonly Pattern[] All = [.. PatternTexts.All.Select(text => new Pattern(text.Sign, text.Weight, text.Text))];

    private static readonly Pattern[][] ByKind = [.. Enumerable.Range(0, 32).Select(bit => All.Where(pattern => pattern.BeginsWith((WordKind)(1 << bit))).ToArray())];

    private static readonly Pattern[][] ByNumber = [.. Enumerable.Range(0, PatternTexts.Literals.Count + 1).Select(number => All.Where(pattern => pattern.BeginsWith(number)).ToArray())];

    public static void Find(Words words, Signs signs)
    {
        for (var index = 0; index < words.Count; index++)
        {
            var word = words[index];
            if (word.Number > 0) Find(ByNumber[word.Number], words, index, signs);
            for (var kinds = (uint)word.Kind; kinds != 0; kinds &= kinds - 1) Find(ByKind[BitOperations.TrailingZeroCount(kinds)], words, index, signs);
        }
    }

    private static void Find(Pattern[] patterns, Words words, int index, Signs signs)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.IsAt(words, index)) signs.Add(pattern.Sign, pattern.Weight);
        }
    }
}
