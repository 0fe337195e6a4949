using System.Text;
using Baton.Engine.Stores.Search;

namespace Baton.Engine.Messages;

/// <summary>The part of a message that shows why it was found.</summary>
/// <param name="Text">The part; an ellipsis stands for what was left out.</param>
/// <param name="Highlights">Where in it words stand that were looked for, in order.</param>
public sealed record MessageExcerpt(string Text, IReadOnlyList<Highlight> Highlights)
{
    private const int Longest = 240;
    private const int Lead = 60;

    /// <summary>The excerpt of a text.</summary>
    /// <param name="text">The message.</param>
    /// <param name="words">The words that were looked for, as <see cref="TextWords"/> gives them.</param>
    public static MessageExcerpt Of(string text, IReadOnlyCollection<string> words)
    {
        ArgumentNullException.ThrowIfNull(text);
        var places = Places(text).Where(place => TextWords.Of(text.Substring(place.Start, place.Length)).Exists(words.Contains)).ToList();
        var start = places.Count == 0 || places[0].Start + places[0].Length <= Longest ? 0 : Boundary(text, places[0].Start - Lead);
        var end = text.Length - start <= Longest ? text.Length : Boundary(text, start + Longest);
        var lead = start > 0 ? "…" : "";
        var shown = $"{lead}{text[start..end]}{(end < text.Length ? "…" : "")}";
        return new MessageExcerpt(
            shown, [.. places.Where(place => place.Start >= start && place.Start + place.Length <= end).Select(place => place with { Start = place.Start - start + lead.Length })]);
    }

    /// <summary>Where words stand, as <see cref="TextWords"/> tells them apart.</summary>
    private static IEnumerable<Highlight> Places(string text)
    {
        var start = -1;
        for (var index = 0; index <= text.Length;)
        {
            var (isLetter, length) = index < text.Length && Rune.TryGetRuneAt(text, index, out var rune) ? (Rune.IsLetterOrDigit(rune), rune.Utf16SequenceLength) : (false, 1);
            if (isLetter && start < 0) start = index;
            if (!isLetter && start >= 0)
            {
                yield return new Highlight(start, index - start);
                start = -1;
            }

            index += length;
        }
    }

    private static int Boundary(string text, int index) => char.IsLowSurrogate(text[index]) ? index - 1 : index;
}

/// <summary>A part of a text.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="Length">How long it is.</param>
public sealed record Highlight(int Start, int Length);
