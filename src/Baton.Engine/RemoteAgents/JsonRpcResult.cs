using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Errors;

namespace Baton.Engine.RemoteAgents;

/// <summary>Reads answers of JSON-RPC.</summary>
internal static class JsonRpcResult
{
    /// <summary>The result.</summary>
    /// <param name="body">The answer; null where it is no JSON.</param>
    /// <param name="id">The request's id.</param>
    /// <param name="response">What it came with.</param>
    /// <exception cref="BatonException">It is an error, or no answer.</exception>
    public static JsonElement Of(JsonElement? body, string id, HttpResponseMessage response)
    {
        // An error is one whatever the status says.
        if (body is not { ValueKind: JsonValueKind.Object } answer) throw RemoteHttp.Failure(response);
        if (answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object) throw Failure(error);
        if (!response.IsSuccessStatusCode) throw RemoteHttp.Failure(response);
        if (!answer.TryGetProperty("result", out var result)) throw RemoteCallException.Invalid("it has neither a result nor an error");
        if (!answer.TryGetProperty("id", out var echoed) || echoed.ValueKind != JsonValueKind.String || echoed.GetString() != id) throw RemoteCallException.Invalid("it answers another request");
        return result;
    }

    /// <summary>What an error means.</summary>
    public static BatonException Failure(JsonElement error)
    {
        var code = error.TryGetProperty("code", out var number) && number.TryGetInt32(out var known) ? known : 0;
        if (code == A2AErrorKind.Internal.Code || code == A2AErrorKind.Unavailable.Code) return new TransientException($"The agent failed (error {code}).");
        if (code == A2AErrorKind.InvalidAgentResponse.Code) return RemoteCallException.Invalid($"it says so itself (error {code})");
        return new RemoteCallException(ErrorCodes.RemoteAgentRefused, $"The agent refused the request (error {code}).");
    }
}
