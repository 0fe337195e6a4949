using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.A2A;

namespace Baton.Server.A2A;

/// <summary>What is kept with a run of a message: the caller's metadata, and under <see cref="Member"/> the message's id, which nodes can read.</summary>
internal static class TaskMetadata
{
    /// <summary>The member that is Baton's own.</summary>
    public const string Member = "a2a";

    public static JsonElement Of(JsonElement? given, AgentMessage message)
    {
        var metadata = given is { } caller ? JsonObject.Create(caller)! : [];
        metadata[Member] = new JsonObject { ["message_id"] = message.MessageId };
        return JsonElement.Parse(metadata.ToJsonString());
    }
}
