using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.Contracts;

/// <summary>One message of a conversation. Its JSON is the message shape of the run API.</summary>
/// <param name="Type">Who speaks: <c>human</c>, <c>ai</c>, <c>tool</c> or <c>system</c>.</param>
/// <param name="Content">The text.</param>
public sealed record Message(string Type, string Content)
{
    /// <summary>Stable id, or null where nobody needs to refer to the message.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>The agent or tool that spoke, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>The tools the model asked for; null where it asked for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MessageToolCall>? ToolCalls { get; init; }

    /// <summary>In a <c>tool</c> message: the id of the call it answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ToolCallId { get; init; }

    /// <summary>A message from the person.</summary>
    public static Message Human(string content) => new("human", content);

    /// <summary>A message from an agent.</summary>
    public static Message Ai(string content, string? agent = null) => new("ai", content) { Name = agent };
}

/// <summary>A tool that a model asked for.</summary>
/// <param name="Id">The call's id, unique in its conversation.</param>
/// <param name="Name">The tool's name.</param>
/// <param name="Args">The arguments, a JSON object.</param>
public sealed record MessageToolCall(string Id, string Name, JsonElement Args);
