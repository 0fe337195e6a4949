using System.Text;
using Baton.Engine.Stores.Search;

namespace Baton.Agents.Knowledge.Reading;

/// <summary>Texts as they can be kept.</summary>
internal static class PlainText
{
    private const int TitleCharacters = 300;

    /// <summary>Without U+0000 and halves of surrogate pairs, with line ends of one kind.</summary>
    public static string Clean(string text)
    {
        text = text.ReplaceLineEndings("\n").TrimStart('\uFEFF');
        if (SearchLimits.IsPlain(text)) return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value != 0) clean.Append(rune.ToString());
        }

        return clean.ToString();
    }

    /// <summary>A title on one line, of bounded length.</summary>
    public static string Title(string text)
    {
        var title = string.Join(' ', Clean(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        if (title.Length <= TitleCharacters) return title;
        return title[..(char.IsHighSurrogate(title[TitleCharacters - 1]) ? TitleCharacters - 1 : TitleCharacters)];
    }
}
