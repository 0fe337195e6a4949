using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.A2A;

namespace Baton.Engine.RemoteAgents;

/// <summary>JSON-RPC, in version 1.0 or 0.3.</summary>
internal sealed class JsonRpcWire(Uri address, bool isLegacy) : IRemoteWire
{
    private const string Id = "1";

    public string Version => isLegacy ? A2AWire.Version03 : A2AWire.Version1;

    public HttpRequestMessage Send(AgentMessage message, bool asStream)
    {
        var said = isLegacy ? LegacyWriter.Message(message) : JsonSerializer.SerializeToNode(message, A2AJson.Wire.AgentMessage);
        if (asStream) return Call(A2AMethods.Stream, new JsonObject { ["message"] = said });

        // The task of an answer is known, and shown at once it would still be asking.
        if (message.TaskId is not null) return Call(A2AMethods.Send, new JsonObject { ["message"] = said });
        var configuration = isLegacy ? new JsonObject { ["blocking"] = false } : new JsonObject { ["returnImmediately"] = true };
        return Call(A2AMethods.Send, new JsonObject { ["message"] = said, ["configuration"] = configuration });
    }

    public HttpRequestMessage Get(string task) => Call(A2AMethods.Get, new JsonObject { ["id"] = task });

    public HttpRequestMessage Cancel(string task) => Call(A2AMethods.Cancel, new JsonObject { ["id"] = task });

    public HttpRequestMessage Subscribe(string task) => Call(A2AMethods.Subscribe, new JsonObject { ["id"] = task });

    public StreamEvent ReadEvent(JsonElement? body, HttpResponseMessage response)
    {
        var result = Result(body, response);
        return isLegacy ? LegacyResults.Event(result) : RemoteJson.Read(result, A2AJson.Wire.StreamEvent);
    }

    public AgentTask ReadTask(JsonElement? body, HttpResponseMessage response)
    {
        var result = Result(body, response);
        return isLegacy
            ? LegacyResults.Event(result).Task ?? throw RemoteCallException.Invalid("its result is no task")
            : RemoteJson.Read(result, A2AJson.Wire.AgentTask);
    }

    private HttpRequestMessage Call(string method, JsonObject parameters)
    {
        var call = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = Id, ["method"] = isLegacy ? A2AMethods.Legacy[method] : method, ["params"] = parameters };
        return new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(call.ToJsonString(), new MediaTypeHeaderValue("application/json")) };
    }

    private static JsonElement Result(JsonElement? body, HttpResponseMessage response)
    {
        // An error is one whatever the status says.
        if (body is not { ValueKind: JsonValueKind.Object } answer) throw RemoteHttp.Failure(response);
        if (answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object) throw RemoteJson.Failure(error);
        if (!response.IsSuccessStatusCode) throw RemoteHttp.Failure(response);
        if (!answer.TryGetProperty("result", out var result)) throw RemoteCallException.Invalid("it has neither a result nor an error");
        if (!answer.TryGetProperty("id", out var echoed) || echoed.ValueKind != JsonValueKind.String || echoed.GetString() != Id) throw RemoteCallException.Invalid("it answers another request");
        return result;
    }
}
