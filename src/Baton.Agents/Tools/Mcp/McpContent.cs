using ModelContextProtocol.Protocol;

namespace Baton.Agents.Tools.Mcp;

/// <summary>What an MCP tool gave, as text for a model.</summary>
internal static class McpContent
{
    /// <summary>The texts, a line between two of them; of anything else what it is. Structured content where there is no text.</summary>
    public static string Text(CallToolResult result, int most)
    {
        var parts = result.Content.Select(block => block is TextContentBlock text ? text.Text : $"[{block.Type}, which is no text]");
        var whole = result.Content.Count == 0 && result.StructuredContent is { } structured ? structured.GetRawText() : string.Join('\n', parts);
        return Cut(whole.Length == 0 ? "Done." : whole, most);
    }

    public static string Cut(string text, int most)
    {
        if (text.Length <= most) return text;
        var end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return $"{text[..end]}\n[cut here: {text.Length - end} more characters]";
    }
}
