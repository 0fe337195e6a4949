using Baton.Engine.Circuits;
using Baton.Engine.RemoteAgents;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.RemoteAgents;

/// <summary>Agents that fail again and again, and what is seen of them.</summary>
public sealed class RemoteCircuitTests
{
    [Fact]
    public async Task An_agent_that_fails_again_and_again_is_called_no_more_for_a_while()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        var options = Caller.Options(agent.Settings(more: ("Retries", "0")));
        await using var engine = await EngineFixture.StartAsync(options with
        {
            Services = services =>
            {
                options.Services!(services);
                services.AddSingleton(new CircuitSettings { MinCalls = 2 });
            },
        });

        var codes = new List<string?>();
        for (var call = 0; call < 3; call++) codes.Add((await engine.CallAsync("there", "hello")).Code);

        Assert.Equal([ErrorCodes.RemoteAgentUnreachable, ErrorCodes.RemoteAgentUnreachable, ErrorCodes.CircuitOpen], codes);
        Assert.Equal(2, agent.Of("SendMessage").Count());
        var circuit = Assert.Single(engine.Host.Services.GetRequiredService<ICircuits>().List());
        Assert.Equal((CircuitKind.RemoteAgent, "there/1", CircuitState.Open), (circuit.Kind, circuit.Name, circuit.State));
        var seen = Assert.Single(Assert.Single(engine.Host.Services.GetRequiredService<IRemoteAgents>().List()).Versions);
        Assert.Equal((false, ErrorCodes.RemoteAgentUnreachable, CircuitState.Open), (seen.IsUp, seen.Code, seen.Circuit));
    }

    [Fact]
    public async Task Health_is_looked_at_where_that_is_configured()
    {
        await using var agent = (await ScriptedAgent.StartAsync()).Streaming();
        await using var engine = await Caller.StartAsync(agent.Settings(more: ("HealthInterval", "00:00:05")));
        var agents = engine.Host.Services.GetRequiredService<IRemoteAgents>();

        await Until.TrueAsync(() => agents.List()[0].Versions[0].IsUp is true);

        Assert.Empty(agent.Requests);
    }

    [Theory]
    [InlineData("FAILED", 3)]
    [InlineData("REJECTED", 1)]
    public async Task A_nodes_own_retries_begin_a_new_task_where_one_failed_and_none_where_it_was_rejected(string state, int tasks)
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, count) => ScriptedAgent.Sent(count < 3 ? state : "COMPLETED", "third time", $"t-{count}");
        var graph = Talk.Begin()
            .RemoteAgent(
                "call", _ => "there", said => new RemoteRequest(said.Last), (said, reply) => said with { Lines = said.Lines.Add(reply.Text) },
                policy: new NodePolicy(Retry: RetryPolicy.Default with { FirstDelay = TimeSpan.FromMilliseconds(1) }))
            .OnError("call", "mend")
            .Route("done", _ => true, to => to.Otherwise(Graph.End))
            .Function("mend", said => said with { Lines = said.Lines.Add("mended") })
            .End();
        await using var engine = await Caller.StartAsync(agent.Settings(), graph);

        Assert.Equal(state == "FAILED" ? "hi third time" : "hi mended", Talk.Text(await engine.RunAsync("talk", Talk.Input("hi"))));
        Assert.Equal(tasks, agent.Of("SendMessage").Select(asked => asked.MessageId).Distinct().Count());
    }
}
