using Baton.Agents.Models;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Graphs;
using Baton.Tests.Agents;
using Baton.Tests.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Tools;

/// <summary>A visit keeps the tools that it began with.</summary>
public sealed class ToolPinTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("baton-agents-").FullName;
    private readonly Gate _gate = new();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_visit_under_way_goes_on_after_a_crash_though_its_MCP_server_is_gone()
    {
        var server = await McpServerFixture.StartAsync();
        var url = server.Url;
        File.WriteAllText(Path.Combine(_directory, "helper.md"), "---\nname: helper\ntools: [hold, crm__find_customer]\n---\nYou help.\n");
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Desk()) { Services = services => Configure(services, url) });
        var run = await engine.StartRunAsync("desk", Talk.Input("who?"));
        await _gate.ArrivalAsync();
        await server.DisposeAsync();

        await engine.Host.CrashAsync();
        _gate.Open();
        var result = await engine.WaitAsync(run);

        Assert.Equal(RunStatus.Success, result.Run.Status);
        Assert.Contains("held", Talk.Text(result), StringComparison.Ordinal);
    }

    private void Configure(IServiceCollection services, string url)
    {
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Baton:Tools:Mcp:crm:url"] = url, ["Baton:Tools:Mcp:crm:allow_private"] = "true" }).Build());
        new BatonBuilder(services).AddAgents(_directory).AddTool("hold", (CancellationToken token) => _gate.PassAsync("held", token).AsTask());
        services.AddSingleton<Rehearsal>(new Script("helper", request => request.Messages[^1].Type == "tool"
            ? RehearsalReply.Say(request.Messages[^1].Content)
            : RehearsalReply.Call("hold", new { })));
    }

    private static GraphDefinition Desk() => Talk.Begin("desk")
        .Agent<string>("first", "helper", state => state.Last, (state, answer) => state with { Lines = state.Lines.Add(answer) })
        .End();
}
