using System.Text.Json;

namespace Baton.Cli.Chat;

/// <summary>Reads members that may be absent.</summary>
internal static class ChatJson
{
    /// <summary>A text member, or null.</summary>
    public static string? Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    /// <summary>A message's text, whether its content is a text or a list of blocks.</summary>
    public static string Text(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content", out var content)) return "";
        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(block => Member(block, "text"))),
            _ => "",
        };
    }
}
