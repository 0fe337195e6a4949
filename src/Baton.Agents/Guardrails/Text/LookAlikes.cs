using System.Collections.Frozen;
using System.Text;

namespace Baton.Agents.Guardrails.Text;

/// <summary>Letters of other scripts that look like Latin ones.</summary>
internal static class LookAlikes
{
    private const string Foreign = "аеіоорсухһјѕԁԛԝвмткнАВЕКМНОРСТУХІЈЅԚԜαορτυνικΑΒΕΖΗΙΚΜΝΟΡΤΥΧօսոցհ";
    private const string Plain = "aeioopcyxhjsdqwbmtkhABEKMHOPCTYXIJSQWaoptuvikABEZHIKMNOPTYXoungh";

    private static readonly FrozenDictionary<char, char> Known =
        Foreign.Zip(Plain).DistinctBy(pair => pair.First).ToFrozenDictionary(pair => pair.First, pair => pair.Second);

    /// <summary>Replaces them in words that also have Latin letters, and in words of nothing else within Latin text. A Russian word stays Russian.</summary>
    /// <returns>How many words had some.</returns>
    public static int Replace(StringBuilder text)
    {
        var words = 0;
        var (latin, other) = Count(text);
        for (var start = 0; start < text.Length; start++)
        {
            if (!char.IsLetter(text[start])) continue;
            var end = start;
            while (end < text.Length && char.IsLetter(text[end])) end++;
            if (IsDisguised(text, start, end, latin > other))
            {
                words++;
                for (var index = start; index < end; index++) text[index] = Known.GetValueOrDefault(text[index], text[index]);
            }

            start = end;
        }

        return words;
    }

    private static (int Latin, int Other) Count(StringBuilder text)
    {
        var (latin, other) = (0, 0);
        foreach (var chunk in text.GetChunks())
        {
            foreach (var character in chunk.Span)
            {
                if (char.IsAsciiLetter(character)) latin++;
                else if (char.IsLetter(character)) other++;
            }
        }

        return (latin, other);
    }

    private static bool IsDisguised(StringBuilder text, int start, int end, bool isLatinText)
    {
        var (latin, known) = (0, 0);
        for (var index = start; index < end; index++)
        {
            if (char.IsAsciiLetter(text[index])) latin++;
            else if (Known.ContainsKey(text[index])) known++;
        }

        return known > 0 && latin + known == end - start && (latin > 0 || (isLatinText && known >= 3));
    }
}
