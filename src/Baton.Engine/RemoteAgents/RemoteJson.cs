using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Baton.Engine.A2A;
using Baton.Errors;

namespace Baton.Engine.RemoteAgents;

/// <summary>Reads what agents send.</summary>
internal static class RemoteJson
{
    /// <summary>
    /// An answer as JSON; null where it is none. No name occurs twice and each string can be read: what takes it up later fails at neither.
    /// </summary>
    public static JsonElement? Parse(ReadOnlySpan<byte> answer)
    {
        try
        {
            return Utf8.IsValid(answer) && IsReadable(answer) ? JsonElement.Parse(answer, new JsonDocumentOptions { AllowDuplicateProperties = false }) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsReadable(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped) _ = reader.GetString();
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            // An escape may be half a character.
            return false;
        }
    }

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
