using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.A2A;

namespace Baton.Engine.RemoteAgents;

/// <summary>HTTP+JSON of version 1.0.</summary>
internal sealed class HttpJsonWire(Uri address) : IRemoteWire
{
    public string Version => A2AWire.Version1;

    public HttpRequestMessage Send(AgentMessage message, bool asStream)
    {
        var order = new JsonObject { ["message"] = JsonSerializer.SerializeToNode(message, A2AJson.Wire.AgentMessage) };
        if (!asStream && message.TaskId is null) order["configuration"] = new JsonObject { ["returnImmediately"] = true };
        return Post(asStream ? "message:stream" : "message:send", order.ToJsonString());
    }

    public HttpRequestMessage Get(string task) => new(HttpMethod.Get, At($"tasks/{Uri.EscapeDataString(task)}"));

    public HttpRequestMessage Cancel(string task) => Post($"tasks/{Uri.EscapeDataString(task)}:cancel", "{}");

    public HttpRequestMessage Subscribe(string task) => Post($"tasks/{Uri.EscapeDataString(task)}:subscribe", "{}");

    public StreamEvent ReadEvent(JsonElement? body, HttpResponseMessage response) => RemoteJson.Read(Result(body, response), A2AJson.Wire.StreamEvent);

    public AgentTask ReadTask(JsonElement? body, HttpResponseMessage response) => RemoteJson.Read(Result(body, response), A2AJson.Wire.AgentTask);

    private HttpRequestMessage Post(string path, string body) =>
        new(HttpMethod.Post, At(path)) { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) };

    private Uri At(string path) => new($"{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}/{path}{address.Query}");

    private static JsonElement Result(JsonElement? body, HttpResponseMessage response)
    {
        if (body is not { ValueKind: JsonValueKind.Object } answer) throw RemoteHttp.Failure(response);
        if (response.IsSuccessStatusCode && !(answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)) return answer;
        throw RemoteHttp.Failure(response);
    }
}
