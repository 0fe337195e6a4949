using System.Text.Json;
using Baton.Agents.Models;
using Baton.Graphs;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Tools;

/// <summary>Tools of an MCP server that Baton starts as a program of its own.</summary>
public sealed class McpProgramTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("baton-agents-").FullName;

    public McpProgramTests() =>
        File.WriteAllText(Path.Combine(_directory, "helper.md"), "---\nname: helper\ntools: [local__echo, local__environment, local__die]\n---\nYou help.\n");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_program_s_tool_answers_and_the_program_is_started_again_after_it_died()
    {
        await using var server = await StartAsync();

        Assert.Equal("hello back", await AskAsync(server, """{"tool":"local__echo","args":{"text":"hello"}}"""));
        Assert.Contains("Whether it took effect is not known", await AskAsync(server, """{"tool":"local__die","args":{}}"""), StringComparison.Ordinal);
        Assert.Equal("again back", await AskAsync(server, """{"tool":"local__echo","args":{"text":"again"}}"""));
    }

    [Fact]
    public async Task A_program_sees_of_the_environment_what_it_is_given()
    {
        Environment.SetEnvironmentVariable("BATON_TEST_MODEL_KEY", "secret");
        await using var server = await StartAsync();

        Assert.Equal("not set", await AskAsync(server, """{"tool":"local__environment","args":{"name":"BATON_TEST_MODEL_KEY"}}"""));
        Assert.Equal("eu", await AskAsync(server, """{"tool":"local__environment","args":{"name":"REGION"}}"""));
    }

    private Task<RealServer> StartAsync() => RealServer.StartAsync(
        baton => baton.AddAgents(_directory).AddRehearsal<Helper>().AddGraph(Graph
            .Define<Ask, Answer, Answer>("desk", 1)
            .Start(ask => new Answer(ask.Text))
            .Agent<string>("help", "helper", state => state.Text, (state, answer) => new Answer(answer))
            .Return(state => state)),
        new Dictionary<string, string?>
        {
            ["Baton:Tools:Mcp:local:command"] = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Baton.TestServer.exe" : "Baton.TestServer"),
            ["Baton:Tools:Mcp:local:arguments:0"] = "--mcp",
            ["Baton:Tools:Mcp:local:environment:REGION"] = "eu",
            ["Baton:Tools:Mcp:local:environment:DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT"),
        });

    private static async Task<string> AskAsync(RealServer server, string text)
    {
        using var body = new StringContent(JsonSerializer.Serialize(new { assistant_id = "desk", input = new { text } }));
        using var response = await server.Client.PostAsync("/runs/wait", body, TestContext.Current.CancellationToken);
        return (await TestServer.JsonAsync(response)).GetProperty("text").GetString()!;
    }

    private sealed record Ask(string Text);

    private sealed record Answer(string Text);

    private sealed class Helper : Rehearsal
    {
        public override string Agent => "helper";

        public override RehearsalReply Reply(RehearsalRequest request)
        {
            if (request.Messages[^1].Type == "tool") return RehearsalReply.Say(request.Messages[^1].Content);
            var wish = JsonElement.Parse(request.LastHuman);
            return RehearsalReply.Call(wish.GetProperty("tool").GetString()!, wish.GetProperty("args"));
        }
    }
}
