using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.RemoteAgents;

/// <summary>An agent over HTTP that answers each method as the test says, and keeps what it was asked.</summary>
internal sealed class ScriptedAgent : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedAgent(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public ConcurrentQueue<Asked> Requests { get; } = new();

    /// <summary>Its card; null where it has none.</summary>
    public Func<string, JsonNode?> Card { get; set; } = _ => null;

    /// <summary>By method (or path of HTTP+JSON): what it answers the n-th time, from 1.</summary>
    public Dictionary<string, Func<Asked, int, object>> Answers { get; } = new(StringComparer.Ordinal);

    public IEnumerable<Asked> Of(string method) => Requests.Where(asked => asked.Method == method);

    public static async Task<ScriptedAgent> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var agent = new ScriptedAgent(builder.Build());
        agent._app.Run(agent.AnswerAsync);
        await agent._app.StartAsync(TestContext.Current.CancellationToken);
        return agent;
    }

    /// <summary>The settings under which it is called.</summary>
    public Dictionary<string, string?> Settings(string name = "there", params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?> { [$"Baton:RemoteAgents:{name}:Url"] = Address, [$"Baton:RemoteAgents:{name}:AllowPrivate"] = "true" };
        foreach (var (key, value) in more) settings[$"Baton:RemoteAgents:{name}:{key}"] = value;
        return settings;
    }

    public ScriptedAgent Streaming()
    {
        Card = url => JsonNode.Parse($$"""{"name":"a","supportedInterfaces":[{"url":"{{url}}","protocolBinding":"JSONRPC","protocolVersion":"1.0"}],"capabilities":{"streaming":true} }""");
        return this;
    }

    /// <summary>A task as an answer.</summary>
    public static object Task(string state, string text = "", string id = "t-1") => Raw($$"""
        {"id":"{{id}}","contextId":"c-1","status":{"state":"TASK_STATE_{{state}}"},"artifacts":[{"artifactId":"a","parts":[{"text":{{JsonSerializer.Serialize(text)}}}]}]}
        """);

    public static object Sent(string state, string text = "", string id = "t-1") => new JsonObject { ["task"] = ((JsonNode)Task(state, text, id)).DeepClone() };

    public static object Raw(string json) => JsonNode.Parse(json)!;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path.Value!.EndsWith("/.well-known/agent-card.json", StringComparison.Ordinal))
        {
            if (Card(Address) is { } card) await http.Response.WriteAsync(card.ToJsonString());
            else http.Response.StatusCode = 404;
            return;
        }

        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync();
        var body = text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject();
        var method = body["method"]?.GetValue<string>() ?? http.Request.Path.Value;
        var asked = new Asked(method, body["params"] ?? body, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        Requests.Enqueue(asked);
        var answer = Answers.TryGetValue(method, out var script) ? script(asked, Of(method).Count()) : 501;
        await WriteAsync(http, body, answer);
    }

    private static async Task WriteAsync(HttpContext http, JsonNode body, object answer)
    {
        switch (answer)
        {
            case int status: http.Response.StatusCode = status; break;
            case string text: await http.Response.WriteAsync(text); break;
            case JsonNode result: await http.Response.WriteAsync(Whole(body, result)); break;
            case JsonNode[] events:
                http.Response.ContentType = "text/event-stream";
                foreach (var happened in events) await http.Response.WriteAsync($"data: {Whole(body, happened)}\n\n");
                break;
            case Func<HttpContext, Task> script: await script(http); break;
        }
    }

    private static string Whole(JsonNode body, JsonNode result) => body["jsonrpc"] is null
        ? result.ToJsonString()
        : new JsonObject { ["jsonrpc"] = "2.0", ["id"] = body["id"]!.DeepClone(), [result["code"] is null ? "result" : "error"] = result.DeepClone() }.ToJsonString();

    internal sealed record Asked(string Method, JsonNode Params, IReadOnlyDictionary<string, string> Headers)
    {
        public string? MessageId => Params["message"]?["messageId"]?.GetValue<string>();
    }
}
