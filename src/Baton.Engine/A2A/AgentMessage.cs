using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.Engine.A2A;

/// <summary>A message from a client to an agent, or back.</summary>
/// <param name="MessageId">The id that its sender gave it.</param>
/// <param name="Role">Who sent it.</param>
/// <param name="Parts">What it says; at least one part.</param>
public sealed record AgentMessage(string MessageId, MessageRole Role, IReadOnlyList<Part> Parts)
{
    /// <summary>The conversation, or null.</summary>
    public string? ContextId { get; init; }

    /// <summary>The task, or null.</summary>
    public string? TaskId { get; init; }

    /// <summary>A JSON object of the sender's, or null.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>URIs of extensions that the message goes by, or null.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }

    /// <summary>Other tasks that the message refers to, or null.</summary>
    public IReadOnlyList<string>? ReferenceTaskIds { get; init; }
}

/// <summary>Who sent a message.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MessageRole>))]
public enum MessageRole
{
    /// <summary>Not said.</summary>
    [JsonStringEnumMemberName("ROLE_UNSPECIFIED")]
    Unspecified,

    /// <summary>The client.</summary>
    [JsonStringEnumMemberName("ROLE_USER")]
    User,

    /// <summary>The agent.</summary>
    [JsonStringEnumMemberName("ROLE_AGENT")]
    Agent,
}

/// <summary>A piece of a message or artifact: one of text, bytes, address and data.</summary>
public sealed record Part
{
    /// <summary>Text, or null.</summary>
    public string? Text { get; init; }

    /// <summary>A file's bytes in base64, or null.</summary>
    public string? Raw { get; init; }

    /// <summary>A file's address, or null.</summary>
    public string? Url { get; init; }

    /// <summary>Any JSON value, or null.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>The file's name, or null.</summary>
    public string? Filename { get; init; }

    /// <summary>The media type, or null.</summary>
    public string? MediaType { get; init; }

    /// <summary>A JSON object, or null.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>A part of text.</summary>
    public static Part OfText(string text) => new() { Text = text };

    /// <summary>A part of data.</summary>
    public static Part OfData(JsonElement data) => new() { Data = data, MediaType = "application/json" };
}
