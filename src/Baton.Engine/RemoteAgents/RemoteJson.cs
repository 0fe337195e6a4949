using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Baton.Engine.A2A;
using Baton.Errors;

namespace Baton.Engine.RemoteAgents;

/// <summary>Reads what agents send.</summary>
internal static class RemoteJson
{
    /// <summary>A value of a type.</summary>
    /// <exception cref="RemoteCallException">It has another form.</exception>
    public static T Read<T>(JsonElement value, JsonTypeInfo<T> type)
    {
        try
        {
            return value.Deserialize(type) ?? throw RemoteCallException.Invalid("it is null");
        }
        catch (JsonException exception)
        {
            throw RemoteCallException.Invalid("it has another form", exception);
        }
    }

    /// <summary>What an error of JSON-RPC means.</summary>
    public static BatonException Failure(JsonElement error)
    {
        var code = error.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var known) ? known : 0;
        if (code == A2AErrorKind.Internal.Code || code == A2AErrorKind.Unavailable.Code) return new TransientException($"The agent failed (error {code}).");
        if (code == A2AErrorKind.InvalidAgentResponse.Code) return RemoteCallException.Invalid($"it says so itself (error {code})");
        return new RemoteCallException(ErrorCodes.RemoteAgentRefused, $"The agent refused the request (error {code}).");
    }
}
