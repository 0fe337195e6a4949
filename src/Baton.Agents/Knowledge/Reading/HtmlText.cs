using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Baton.Agents.Knowledge.Reading;

/// <summary>
/// The text of an HTML page, with its headings and lists as Markdown writes them. What nobody reads (scripts, styles, navigation, comments) is left out.
/// No parser of the whole language: a page that is badly broken gives a text that is untidy.
/// </summary>
internal static partial class HtmlText
{
    /// <summary>A page's title (its own, or its first heading) and text.</summary>
    public static (string? Title, string Text) Read(string html)
    {
        var title = Title().Match(html) is { Success: true } found ? Plain(found.Groups["text"].Value) : null;
        var body = Unread().Replace(html, " ");
        var text = new StringBuilder();
        var end = 0;
        foreach (Match tag in Tag().Matches(body))
        {
            Append(text, body[end..tag.Index]);
            text.Append(Mark(tag.Groups["name"].Value.ToLowerInvariant(), tag.Groups["close"].Length > 0));
            end = tag.Index + tag.Length;
        }

        Append(text, body[end..]);
        var lines = text.ToString().Split('\n').Select(line => line.Trim());
        var tidy = Gaps().Replace(string.Join('\n', lines), "\n\n").Trim();
        return (string.IsNullOrWhiteSpace(title) ? MarkdownText.FirstHeading(tidy) : title, tidy);
    }

    private static string Mark(string name, bool isEnd) => name switch
    {
        ['h', >= '1' and <= '6'] => isEnd ? "\n\n" : $"\n\n{new string('#', name[1] - '0')} ",
        "li" => isEnd ? "\n" : "\n- ",
        "br" or "tr" => "\n",
        "td" or "th" => isEnd ? " | " : "",
        "p" or "div" or "section" or "article" or "ul" or "ol" or "table" or "pre" or "blockquote" or "dl" or "dt" or "dd" => "\n\n",
        _ => "",
    };

    private static void Append(StringBuilder text, string piece) => text.Append(Spaces().Replace(Plain(piece), " "));

    private static string Plain(string html) => WebUtility.HtmlDecode(html);

    [GeneratedRegex(@"<title[^>]*>(?<text>[^<]*)</title", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Title();

    [GeneratedRegex(
        @"<!--(.|\n)*?-->|<(head|script|style|template|nav|noscript|svg)\b[^>]*>(.|\n)*?</(head|script|style|template|nav|noscript|svg)\s*>",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Unread();

    [GeneratedRegex(@"<(?<close>/?)(?<name>[A-Za-z][A-Za-z0-9]*)[^>]*>|<![^>]*>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\n{3,}", RegexOptions.NonBacktracking)]
    private static partial Regex Gaps();
}
