using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Server.Http;

namespace Baton.Server.A2A;

/// <summary>Reads messages. Unknown fields are passed over; every fault is noted with its place.</summary>
internal static class MessageReader
{
    private const int MaxIdLength = 256;
    private const int MaxParts = 100;
    private static readonly string[] Contents = ["text", "raw", "url", "data"];

    /// <summary>The message; what was at fault is left out of it.</summary>
    public static AgentMessage Read(Fields message)
    {
        var id = Id(message, "message_id");
        if (message.Choice("role", MessageRole.Unspecified, ("ROLE_USER", MessageRole.User), ("ROLE_AGENT", MessageRole.Agent), ("ROLE_UNSPECIFIED", MessageRole.Unspecified)) != MessageRole.User)
        {
            message.Add("role", "ROLE_USER is expected.");
        }

        return new AgentMessage(id ?? "", MessageRole.User, Parts(message))
        {
            ContextId = NotEmpty(message.Text("context_id")),
            TaskId = NotEmpty(message.Text("task_id")),
            Metadata = message.Object("metadata"),
        };
    }

    /// <summary>An id that must be there.</summary>
    public static string? Id(Fields fields, string name)
    {
        var id = NotEmpty(fields.Text(name));
        if (id is { Length: <= MaxIdLength }) return id;
        fields.Add(name, $"An id of 1 to {MaxIdLength} characters is expected.");
        return null;
    }

    /// <summary>A text, where an empty one counts as none: ProtoJSON knows no difference.</summary>
    public static string? NotEmpty(string? text) => text is { Length: > 0 } ? text : null;

    private static List<Part> Parts(Fields message)
    {
        var items = message.Items("parts");
        if (items is { Count: > 0 and <= MaxParts }) return [.. items.Select(Part)];
        if (items is not null || !message.Has("parts")) message.Add("parts", $"1 to {MaxParts} parts are expected.");
        return [];
    }

    private static Part Part(Fields part)
    {
        // Null counts as absent, unless it is the data.
        var content = Contents.Where(name => IsSet(part, name)).ToList();
        if (content.Count == 0 && part.Has("data")) content.Add("data");
        if (content.Count != 1) part.Add("content", "One of text, raw, url and data is expected.");
        var raw = part.Text("raw");
        if (raw is not null && !IsBase64(raw)) part.Add("raw", "Bytes in base64 are expected.");
        return new Part
        {
            Text = part.Text("text"),
            Raw = raw,
            Url = part.Text("url"),
            Data = content is ["data"] ? part.Value("data") : null,
            Filename = NotEmpty(part.Text("filename")),
            MediaType = NotEmpty(part.Text("media_type")),
            Metadata = part.Object("metadata"),
        };
    }

    private static bool IsSet(Fields part, string name) => part.Value(name) is { ValueKind: not JsonValueKind.Null };

    private static bool IsBase64(string text) => System.Buffers.Text.Base64.IsValid(text);
}
