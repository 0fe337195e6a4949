using System.Net;
using Baton.Calls.Agents;
using Baton.Calls.Agents.Demo;
using Baton.Cli.CallAgents;
using Baton.Errors;

namespace Baton.Server.Tests.Calls.Agents;

public sealed class CallAgentsSiteTests
{
    [Fact]
    public async Task Each_agent_has_a_port_with_its_own_card_and_health()
    {
        await using var site = await AgentSite.StartAsync();

        Assert.Equal(ServiceAgent.All.Select(agent => agent.Name), site.Agents.Keys);
        Assert.Equal(10, site.Agents.Values.Select(url => url.Port).Distinct().Count());
        foreach (var (name, url) in site.Agents)
        {
            var card = await site.GetAsync(name, "/.well-known/agent-card.json");
            Assert.Equal($"calls_{name}", card.GetProperty("name").GetString());
            Assert.Equal(url.ToString(), card.GetProperty("supportedInterfaces")[0].GetProperty("url").GetString());
            Assert.Equal(name, (await site.GetAsync(name, "/health")).GetProperty("agent").GetString());
        }
    }

    [Theory]
    [InlineData("/a2a/calls_billing/.well-known/agent-card.json")]
    [InlineData("/assistants/search")]
    [InlineData("/ops/runs")]
    [InlineData("/")]
    public async Task Another_agent_and_the_rest_of_the_server_cannot_be_reached_at_its_port(string path)
    {
        await using var site = await AgentSite.StartAsync("auth,billing");

        using var response = await site.Http.GetAsync(new Uri(site.Agents["auth"], path), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task An_agent_reads_the_call_from_what_the_message_carries()
    {
        await using var site = await AgentSite.StartAsync("balance");

        Assert.Contains($"{DemoAccount.Of("ACC-1001").Balance:0.00} EUR", await site.SayAsync("balance", "how much is it"));
    }

    [Fact]
    public async Task One_call_is_a_conversation_with_several_agents()
    {
        await using var site = await AgentSite.StartAsync("greeting,closing");

        Assert.NotEmpty(await site.SayAsync("greeting", "hello"));
        Assert.NotEmpty(await site.SayAsync("closing", "goodbye"));
        Assert.NotEmpty(await site.SayAsync("greeting", "hello again"));
        Assert.Equal((2, 1), (await site.TasksAsync("greeting"), await site.TasksAsync("closing")));
    }

    [Fact]
    public async Task An_agents_measurements_leave_out_the_others()
    {
        await using var site = await AgentSite.StartAsync("greeting,closing");
        _ = await site.Http.GetStringAsync(new Uri(site.Agents["greeting"], "/metrics"), TestContext.Current.CancellationToken);
        await site.SayAsync("greeting", "hello");
        await site.SayAsync("closing", "goodbye");

        var metrics = await site.Http.GetStringAsync(new Uri(site.Agents["greeting"], "/metrics"), TestContext.Current.CancellationToken);

        Assert.Contains("\"calls_greeting\"", metrics);
        Assert.DoesNotContain("calls_closing", metrics);
    }

    [Fact]
    public async Task Agents_fail_as_they_are_told_and_stay_healthy()
    {
        await using var site = await AgentSite.StartAsync("auth,billing,booking,balance", "auth=garbage,billing=half-stream,booking=error,balance=down");

        using var garbage = await site.SendAsync("auth", "hello");
        Assert.Contains("no answer", await garbage.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<HttpRequestException>(() => site.SendAsync("billing", "hello"));
        using var failed = await site.SendAsync("booking", "hello");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.DoesNotContain("balance", site.Agents.Keys);
        foreach (var name in site.Agents.Keys) Assert.Equal("ok", (await site.GetAsync(name, "/health")).GetProperty("status").GetString());
    }

    [Fact]
    public void All_faults_of_the_options_are_told_at_once()
    {
        var refused = Assert.Throws<ValidationException>(() => AgentPort.Read(70_000, "auth,nobody", "auth=9002,billing=x"));

        Assert.Equal(ErrorCodes.CallAgentsInvalid, refused.Code);
        Assert.Equal(["--port-base", "--only", "--ports"], refused.Faults.Select(fault => fault.Where));
    }

    [Theory]
    [InlineData("auth=slow")]
    [InlineData("auth=slow:16")]
    [InlineData("auth=slow:-1s")]
    [InlineData("auth=slow:1000000s")]
    [InlineData("auth")]
    [InlineData("auth=loud")]
    [InlineData("nobody=down")]
    public void A_fault_that_cannot_be_made_is_refused(string fault) =>
        Assert.Throws<ValidationException>(() => AgentFault.Read(fault, IPAddress.Loopback));

    [Fact]
    public void Agents_that_others_can_reach_do_not_fail_on_purpose()
    {
        Assert.Throws<ValidationException>(() => AgentFault.Read("auth=down", IPAddress.Any));
        Assert.Empty(AgentFault.Read(null, IPAddress.Any));
    }

    [Fact]
    public void Ports_follow_the_order_of_the_agents()
    {
        var ports = AgentPort.Read(8001, null, "billing=9004");

        Assert.Equal([8001, 8002, 8003, 9004, 8005, 8006, 8007, 8008, 8009, 8010], ports.Select(port => port.Port));
        Assert.Equal(8002, Assert.Single(AgentPort.Read(8001, "auth", null)).Port);
    }
}
