using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Server.Tests.A2A;

/// <summary>A raw client of version 1.0 over either binding. Every body that comes is held against its shape.</summary>
internal sealed class A2AClient(HttpClient http, string binding, string assistant = TckAgent.Id)
{
    public const string Rpc = "JSONRPC";
    public const string Rest = "HTTP+JSON";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string Path => $"/a2a/{assistant}";

    public bool IsRpc => binding == Rpc;

    public Task<A2AAnswer> SendAsync(string messageId, string text = "hi", JsonObject? configuration = null, string? taskId = null, string? contextId = null) =>
        SendAsync(Message(messageId, text, taskId, contextId), configuration);

    public Task<A2AAnswer> SendAsync(JsonObject message, JsonObject? configuration = null)
    {
        var parameters = new JsonObject { ["message"] = message };
        if (configuration is not null) parameters["configuration"] = configuration;
        return CallAsync("SendMessage", parameters, "Event", HttpMethod.Post, "/message:send");
    }

    public Task<A2AAnswer> GetAsync(string task, int? historyLength = null) => historyLength is { } length
        ? CallAsync("GetTask", new() { ["id"] = task, ["historyLength"] = length }, "Task", HttpMethod.Get, $"/tasks/{task}?historyLength={length}")
        : CallAsync("GetTask", new() { ["id"] = task }, "Task", HttpMethod.Get, $"/tasks/{task}");

    public Task<A2AAnswer> ListAsync(params (string Name, JsonNode Value)[] filters) => CallAsync(
        "ListTasks", new(filters.Select(filter => KeyValuePair.Create<string, JsonNode?>(filter.Name, filter.Value.DeepClone()))), "TaskPage", HttpMethod.Get,
        $"/tasks?{string.Join('&', filters.Select(filter => $"{filter.Name}={Uri.EscapeDataString(filter.Value.ToString())}"))}");

    public Task<A2AAnswer> CancelAsync(string task) => CallAsync("CancelTask", new() { ["id"] = task }, "Task", HttpMethod.Post, $"/tasks/{task}:cancel");

    public Task<A2AAnswer> CreatePushAsync(string task, JsonObject config)
    {
        config["taskId"] = task;
        return CallAsync("CreateTaskPushNotificationConfig", config, "Push", HttpMethod.Post, $"/tasks/{task}/pushNotificationConfigs");
    }

    public Task<A2AAnswer> GetPushAsync(string task, string id) =>
        CallAsync("GetTaskPushNotificationConfig", new() { ["taskId"] = task, ["id"] = id }, "Push", HttpMethod.Get, $"/tasks/{task}/pushNotificationConfigs/{id}");

    public Task<A2AAnswer> ListPushAsync(string task) =>
        CallAsync("ListTaskPushNotificationConfigs", new() { ["taskId"] = task }, "PushPage", HttpMethod.Get, $"/tasks/{task}/pushNotificationConfigs");

    public Task<A2AAnswer> DeletePushAsync(string task, string id) => CallAsync(
        "DeleteTaskPushNotificationConfig", new() { ["taskId"] = task, ["id"] = id }, "Empty", HttpMethod.Delete, $"/tasks/{task}/pushNotificationConfigs/{id}");

    public Task<A2AAnswer> ExtendedCardAsync() => CallAsync("GetExtendedAgentCard", [], "Card", HttpMethod.Get, "/extendedAgentCard");

    /// <summary>The events of a message's stream.</summary>
    public Task<A2AEvents> StreamAsync(string messageId, string text = "hi", string? taskId = null) =>
        EventsAsync("SendStreamingMessage", new() { ["message"] = Message(messageId, text, taskId) }, "/message:stream");

    /// <summary>The events of a task's stream.</summary>
    public Task<A2AEvents> SubscribeAsync(string task) => EventsAsync("SubscribeToTask", new() { ["id"] = task }, $"/tasks/{task}:subscribe");

    public static JsonObject Message(string messageId, string text, string? taskId = null, string? contextId = null)
    {
        var message = new JsonObject { ["messageId"] = messageId, ["role"] = "ROLE_USER", ["parts"] = new JsonArray(new JsonObject { ["text"] = text }) };
        if (taskId is not null) message["taskId"] = taskId;
        if (contextId is not null) message["contextId"] = contextId;
        return message;
    }

    /// <summary>Calls a method; the answer's shape is checked.</summary>
    public async Task<A2AAnswer> CallAsync(string method, JsonObject parameters, string shape, HttpMethod verb, string path)
    {
        using var response = await http.SendAsync(Request(method, parameters, verb, path), Stop);
        var body = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Stop));
        var answer = Read(response.StatusCode, body);
        if (answer.Error is null) Shapes.AssertIs(shape, answer.Result);
        return answer;
    }

    private async Task<A2AEvents> EventsAsync(string method, JsonObject parameters, string path)
    {
        var response = await http.SendAsync(Request(method, parameters, HttpMethod.Post, path), HttpCompletionOption.ResponseHeadersRead, Stop);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream") return new A2AEvents(response, IsRpc);
        var body = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Stop));
        return new A2AEvents(response, IsRpc) { Refusal = Read(response.StatusCode, body) };
    }

    private HttpRequestMessage Request(string method, JsonObject parameters, HttpMethod verb, string path)
    {
        var request = IsRpc ? new HttpRequestMessage(HttpMethod.Post, Path) : new HttpRequestMessage(verb, Path + path);
        request.Headers.Add("A2A-Version", "1.0");
        var body = IsRpc ? new JsonObject { ["jsonrpc"] = "2.0", ["id"] = "call-1", ["method"] = method, ["params"] = parameters } : parameters;
        if (IsRpc || verb == HttpMethod.Post) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return request;
    }

    private A2AAnswer Read(HttpStatusCode status, JsonElement body)
    {
        if (!IsRpc)
        {
            if (status == HttpStatusCode.OK) return new A2AAnswer(status, body, null);
            Shapes.AssertIs("RestError", body);
            return new A2AAnswer(status, default, Reason(body.GetProperty("error").GetProperty("details")));
        }

        Assert.Equal("2.0", body.GetProperty("jsonrpc").GetString());
        Assert.Equal("call-1", body.GetProperty("id").GetString());
        if (body.TryGetProperty("result", out var result)) return new A2AAnswer(status, result, null);
        Shapes.AssertIs("RpcError", body.GetProperty("error"));
        return new A2AAnswer(status, default, Reason(body.GetProperty("error").GetProperty("data"))) { Code = body.GetProperty("error").GetProperty("code").GetInt32() };
    }

    private static string Reason(JsonElement details)
    {
        Assert.Equal("type.googleapis.com/google.rpc.ErrorInfo", details[0].GetProperty("@type").GetString());
        return details[0].GetProperty("reason").GetString()!;
    }
}

/// <summary>What came back: a result, or the reason of a refusal.</summary>
internal sealed record A2AAnswer(HttpStatusCode Status, JsonElement Result, string? Error)
{
    public int Code { get; init; }

    public JsonElement Task => Result.TryGetProperty("task", out var task) ? task : Result;

    public string Id => Task.GetProperty("id").GetString()!;

    public string Context => Task.GetProperty("contextId").GetString()!;

    public string State => Task.GetProperty("status").GetProperty("state").GetString()!;
}
