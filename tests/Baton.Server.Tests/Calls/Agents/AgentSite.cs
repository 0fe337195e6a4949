using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Baton.Cli.CallAgents;
using Baton.Cli.Hosting;

namespace Baton.Server.Tests.Calls.Agents;

/// <summary>What <c>baton calls agents</c> serves, in this process, on free ports.</summary>
internal sealed class AgentSite : IAsyncDisposable
{
    private readonly AgentsServer _server;

    private AgentSite(AgentsServer server)
    {
        _server = server;
        Agents = server.Addresses().ToDictionary(each => each.Agent, each => new Uri(each.Url), StringComparer.Ordinal);
    }

    /// <summary>The agents' addresses by name.</summary>
    public IReadOnlyDictionary<string, Uri> Agents { get; }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public static async Task<AgentSite> StartAsync(string? only = null, string? faults = null)
    {
        var settings = CliSettings.Read(new Dictionary<string, string?>());
        var server = AgentsHost.Build(settings, IPAddress.Loopback, AgentPort.Read(0, only, null), AgentFault.Read(faults, IPAddress.Loopback), quiet: true);
        await server.App.StartAsync(TestContext.Current.CancellationToken);
        return new AgentSite(server);
    }

    /// <summary>Sends a message over JSON-RPC, as a call's first turn does.</summary>
    public async Task<HttpResponseMessage> SendAsync(string agent, string text, string context = "CALL-1")
    {
        var call = new
        {
            jsonrpc = "2.0",
            id = 1,
            method = "SendMessage",
            @params = new
            {
                message = new
                {
                    role = "ROLE_USER",
                    messageId = $"{agent}-{text.Length}",
                    contextId = context,
                    parts = new[] { new { text } },
                    metadata = new { account_id = "ACC-1001", flow_label = "FULFILLMENT", session = context },
                },
            },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, Agents[agent]) { Content = JsonContent.Create(call) };
        request.Headers.Add("A2A-Version", "1.0");
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>What the agent of a message said.</summary>
    public async Task<string> SayAsync(string agent, string text, string context = "CALL-1")
    {
        using var response = await SendAsync(agent, text, context);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(body.TryGetProperty("result", out var result), body.GetRawText());
        return result.GetProperty("task").GetProperty("artifacts")[0].GetProperty("parts")[0].GetProperty("text").GetString()!;
    }

    /// <summary>How many tasks an agent has.</summary>
    public async Task<int> TasksAsync(string agent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Agents[agent]) { Content = JsonContent.Create(new { jsonrpc = "2.0", id = 1, method = "ListTasks", @params = new { } }) };
        request.Headers.Add("A2A-Version", "1.0");
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("result").GetProperty("totalSize").GetInt32();
    }

    public async Task<JsonElement> GetAsync(string agent, string path) =>
        await Http.GetFromJsonAsync<JsonElement>(new Uri(Agents[agent], path), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.App.StopAsync(CancellationToken.None);
        await _server.App.DisposeAsync();
    }
}
