using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Baton.LedgerServer.Hosting;

/// <summary>An MCP server on the standard streams, made with the official package.</summary>
internal static class McpTools
{
    public static async Task ServeAsync()
    {
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "local", Version = "1" },
            ToolCollection =
            [
                McpServerTool.Create((string text) => $"{text} back", new() { Name = "echo", Description = "Says it again.", ReadOnly = true }),
                McpServerTool.Create((string name) => Environment.GetEnvironmentVariable(name) ?? "not set", new() { Name = "environment", ReadOnly = true }),
                McpServerTool.Create(() => Environment.FailFast("asked to"), new() { Name = "die" }),
            ],
        };
        await using var transport = new StdioServerTransport(options);
        await using var server = McpServer.Create(transport, options);
        await server.RunAsync();
    }
}
