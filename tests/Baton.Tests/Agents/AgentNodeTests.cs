using Baton.Engine.Hosting;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;
using Baton.Registry;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Agents;

/// <summary>Graphs and agent files are compared when the graph is built, not in the middle of a run.</summary>
public sealed class AgentNodeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("baton-agents-").FullName;

    public AgentNodeTests() => File.WriteAllText(Path.Combine(_directory, "helper.md"), "---\nname: helper\noutput: Verdict\n---\nYou help.\n");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_graph_that_asks_for_agents_wrongly_is_out_of_use_with_every_fault()
    {
        var inner = Begin("inner").Agent<string>("third", "nobody", state => state.Last, (state, _) => state).End();
        await using var engine = await StartAsync(Begin("desk")
            .Agent<string>("first", "helper", state => state.Last, (state, _) => state)
            .Parallel("both", branches => branches.Agent<string>("second", "missing", state => state.Last), (state, _) => state)
            .Graph<Talk.Said, Talk.Reply>("inside", inner, state => new Talk.Said(state.Last), (state, _) => state)
            .End());

        var refused = await Assert.ThrowsAsync<ValidationException>(() => engine.RunAsync("desk", Talk.Input("x")));

        Assert.Equal(ErrorCodes.GraphBroken, refused.Code);
        Assert.Equal(
            [(ErrorCodes.AgentOutputInvalid, "desk/first"), (ErrorCodes.AgentUnknown, "desk/both/second"), (ErrorCodes.AgentUnknown, "desk/inside/third")],
            refused.Faults.Select(fault => (fault.Code, fault.Where)));
        Assert.Contains("output: Verdict", engine.Host.Services.GetRequiredService<GraphRegistry>().BrokenReason("desk"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_graph_that_asks_for_agents_rightly_can_be_used()
    {
        await using var engine = await StartAsync(Begin("desk").Agent<Verdict>("first", "helper", state => state.Last, (state, _) => state).End());

        Assert.Null(engine.Host.Services.GetRequiredService<GraphRegistry>().BrokenReason("desk"));
    }

    [Fact]
    public async Task A_graph_that_asks_for_an_agent_where_there_are_none_says_how_to_add_them()
    {
        await using var engine = await EngineFixture.StartStillAsync(Begin("desk").Agent<string>("first", "helper", state => state.Last, (state, _) => state).End());

        var refused = await Assert.ThrowsAsync<ValidationException>(() => engine.RunAsync("desk", Talk.Input("x")));

        Assert.Equal(ErrorCodes.NotAvailable, Assert.Single(refused.Faults).Code);
        Assert.Contains("baton.AddAgents(", refused.Message, StringComparison.Ordinal);
    }

    private Task<EngineFixture> StartAsync(GraphDefinition graph) => EngineFixture.StartAsync(
        new BatonTestOptions(graph) { Services = services => new BatonBuilder(services).AddAgents(_directory).AddOutput<Verdict>() });

    private static GraphBuilder<Talk.Said, Talk.State, Talk.Reply> Begin(string id) => Talk.Begin(id);

    private sealed record Verdict(string Kind);
}
