using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.A2A;
using Baton.Errors;

namespace Baton.Engine.RemoteAgents;

/// <summary>Version 1.0 over JSON-RPC.</summary>
internal sealed class JsonRpcWire(HttpClient http, Uri address, IReadOnlyList<KeyValuePair<string, string>> headers)
{
    public async ValueTask<StreamEvent> SendAsync(AgentMessage message, CancellationToken cancellation)
    {
        var result = await CallAsync(
            A2AMethods.Send,
            new JsonObject
            {
                ["message"] = JsonSerializer.SerializeToNode(message, A2AJson.Wire.AgentMessage),
                ["configuration"] = new JsonObject { ["returnImmediately"] = true },
            },
            cancellation);
        return Read(result, A2AJson.Wire.StreamEvent);
    }

    public async ValueTask<AgentTask> GetAsync(string task, CancellationToken cancellation) =>
        Read(await CallAsync(A2AMethods.Get, new JsonObject { ["id"] = task }, cancellation), A2AJson.Wire.AgentTask);

    public async ValueTask CancelAsync(string task, CancellationToken cancellation) =>
        await CallAsync(A2AMethods.Cancel, new JsonObject { ["id"] = task }, cancellation);

    private async ValueTask<JsonElement> CallAsync(string method, JsonObject parameters, CancellationToken cancellation)
    {
        const string Id = "1";
        var call = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = Id, ["method"] = method, ["params"] = parameters };
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(call.ToJsonString(), new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add(A2AWire.VersionHeader, A2AWire.Version1);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await RemoteHttp.SendAsync(http, request, cancellation);
        var body = await RemoteHttp.ReadAsync(response, cancellation);
        return JsonRpcResult.Of(body, Id, response);
    }

    private static T Read<T>(JsonElement result, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return result.Deserialize(type) ?? throw RemoteCallException.Invalid("its result is null");
        }
        catch (JsonException exception)
        {
            throw RemoteCallException.Invalid("its result has another form", exception);
        }
    }
}
