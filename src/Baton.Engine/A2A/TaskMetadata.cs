using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Errors;

namespace Baton.Engine.A2A;

/// <summary>
/// What is kept with a run of a message: the caller's metadata, and under <see cref="Member"/> what nodes can read of the message:
/// <c>message_id</c>, and <c>metadata</c> where it has some.
/// </summary>
public static class TaskMetadata
{
    /// <summary>The member that is Baton's own.</summary>
    public const string Member = "a2a";

    /// <summary>How many characters of JSON are taken of a message's metadata, and of a request's.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>The metadata of a run.</summary>
    /// <param name="given">The request's own metadata, a JSON object, or null.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="ValidationException">The message's metadata are no object, or too long.</exception>
    public static JsonElement Of(JsonElement? given, AgentMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var metadata = given is { } caller ? JsonObject.Create(caller)! : [];
        var own = new JsonObject { ["message_id"] = message.MessageId };
        if (message.Metadata is { } said) own["metadata"] = Checked(said);
        metadata[Member] = own;
        return JsonElement.Parse(metadata.ToJsonString());
    }

    private static JsonNode? Checked(JsonElement said)
    {
        var text = said.GetRawText();
        if (said.ValueKind == JsonValueKind.Object && text.Length <= MaxLength) return JsonNode.Parse(text);
        throw new ValidationException(
            ErrorCodes.RequestInvalid, "The request",
            [new Fault(ErrorCodes.RequestInvalid, "message.metadata", $"A JSON object of at most {MaxLength} characters is kept with a task.")]);
    }
}
