using System.Text.RegularExpressions;

namespace Baton.Agents.Knowledge.Reading;

/// <summary>What Markdown says besides its text.</summary>
internal static partial class MarkdownText
{
    /// <summary>A file's title (that of its front matter, or its first heading) and its text without the front matter.</summary>
    public static (string? Title, string Text) Read(string text)
    {
        var matter = Matter().Match(text);
        var body = matter.Success ? text[matter.Length..] : text;
        var title = matter.Success && TitleLine().Match(matter.Value) is { Success: true } line ? line.Groups["title"].Value.Trim().Trim('"', '\'') : null;
        return (string.IsNullOrEmpty(title) ? FirstHeading(body) : title, body.Trim());
    }

    /// <summary>The first heading's text, or null.</summary>
    public static string? FirstHeading(string text) => Heading().Match(text) is { Success: true } found ? found.Groups["text"].Value.Trim() : null;

    [GeneratedRegex(@"\A---[ \t]*\n(.*\n)*?---[ \t]*(\n|\z)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Matter();

    [GeneratedRegex(@"^title:(?<title>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TitleLine();

    [GeneratedRegex(@"^#{1,6}[ \t]+(?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Heading();
}
