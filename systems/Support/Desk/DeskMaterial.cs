using System.Text.Encodings.Web;
using System.Text.Json;
using Baton.Contracts;

namespace Baton.Support.Desk;

/// <summary>
/// What an agent is given beside the conversation: sources, an analysis, a colleague's note. It is data, so it comes as a message inside a tag
/// and never in the prompt; JSON escapes angle brackets, so that no text can end its tag.
/// </summary>
internal static class DeskMaterial
{
    private const string Prefix = "<desk_";
    private static readonly JsonSerializerOptions _written = new(BatonJson.Options) { Encoder = JavaScriptEncoder.Default };

    /// <summary>The conversation with material before its last message where that is the customer's, which stays the one to answer; otherwise behind it.</summary>
    public static IReadOnlyList<Message> Add(IReadOnlyList<Message> messages, params ReadOnlySpan<(string Name, object? Value)> material)
    {
        List<Message> with = [.. messages];
        var place = with.Count > 0 && with[^1].Type == "human" ? with.Count - 1 : with.Count;
        foreach (var (name, value) in material)
        {
            if (value is null) continue;
            with.Insert(place++, Message.Human($"{Prefix}{name}>\n{JsonSerializer.Serialize(value, _written)}\n</desk_{name}>"));
        }

        return with;
    }

    /// <summary>True for a message that is material, and nothing that a customer wrote.</summary>
    public static bool Is(Message message) => message.Type == "human" && message.Content.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The material of a name; null where there is none.</summary>
    public static T? Read<T>(IEnumerable<Message> messages, string name)
        where T : class
    {
        var start = $"{Prefix}{name}>\n";
        var content = messages.LastOrDefault(message => message.Type == "human" && message.Content.StartsWith(start, StringComparison.Ordinal))?.Content;
        return content is null ? null : JsonSerializer.Deserialize<T>(content[start.Length..content.LastIndexOf('\n')], BatonJson.Options);
    }
}
