using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Baton.Tests.Tools;

/// <summary>A real MCP server over HTTP, made with the official package, on a free port.</summary>
internal sealed class McpServerFixture : IAsyncDisposable
{
    private readonly WebApplication _app;

    private McpServerFixture(WebApplication app) => _app = app;

    public string Url => $"{_app.Urls.First()}/mcp";

    /// <summary>The requests, as method names, with the keys of tool calls.</summary>
    public ConcurrentQueue<string> Methods { get; } = new();

    public ConcurrentQueue<string?> Keys { get; } = new();

    /// <summary>How many of the next tool calls break their connection.</summary>
    public int Breaks { get; set; }

    public static async Task<McpServerFixture> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new McpServerFixture(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static McpServerOptions Options() => new()
    {
        ServerInfo = new Implementation { Name = "crm", Version = "1" },
        ToolCollection =
        [
            McpServerTool.Create((string id) => $"customer {id}", new() { Name = "find.customer", Description = "Finds a customer.", ReadOnly = true }),
            McpServerTool.Create((string text) => $"noted {text}", new() { Name = "note", Description = "Writes a note." }),
            McpServerTool.Create(() => new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = "The CRM is read-only today." }] }, new() { Name = "fail" }),
            McpServerTool.Create(() => new string('x', 5_000), new() { Name = "long", ReadOnly = true }),
        ],
    };

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Method != "POST")
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var message = (await JsonSerializer.DeserializeAsync<JsonRpcMessage>(http.Request.Body, McpJsonUtilities.DefaultOptions))!;
        if (message is JsonRpcRequest request)
        {
            Methods.Enqueue(request.Method);
            if (request.Method == "tools/call")
            {
                Keys.Enqueue(request.Params?["_meta"]?["baton/idempotency-key"]?.ToString());
                if (Breaks-- > 0)
                {
                    http.Abort();
                    return;
                }
            }
        }

        await using var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = McpServer.Create(transport, Options());
        _ = server.RunAsync(http.RequestAborted);
        http.Response.ContentType = "text/event-stream";
        if (!await transport.HandlePostRequestAsync(message, http.Response.Body, http.RequestAborted)) http.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
