using System.Text.Json.Nodes;
using Baton.Engine.RemoteAgents;
using Baton.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.RemoteAgents;

/// <summary>How an agent is spoken to: by its card, or as the settings say.</summary>
public sealed class RemoteProtocolTests
{
    [Fact]
    public async Task Version_0_3_is_spoken_where_the_card_has_nothing_newer()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Card = url => JsonNode.Parse($$"""{"name":"a","protocolVersion":"0.3.0","url":"{{url}}/old","preferredTransport":"JSONRPC","capabilities":{ } }""");
        agent.Answers["message/send"] = (_, _) => JsonNode.Parse("""{"kind":"task","id":"t-1","contextId":"c-1","status":{"state":"working"}}""")!;
        agent.Answers["tasks/get"] = (_, _) => JsonNode.Parse("""
            {"kind":"task","id":"t-1","contextId":"c-1","status":{"state":"completed"},"artifacts":[{"artifactId":"a","parts":[{"kind":"text","text":"old"},{"kind":"file","file":{"uri":"https://example.com/f","mimeType":"text/plain"}}]}]}
            """)!;
        await using var engine = await Caller.StartAsync(agent.Settings());

        var result = await engine.CallAsync("there", "hello");

        Assert.Equal(("old", "https://example.com/f"), (result.Text, Assert.Single(result.Files).Uri));
        var sent = Assert.Single(agent.Of("message/send"));
        Assert.Equal(("0.3", "user", "text", false), (sent.Headers["A2A-Version"], sent.Params["message"]!["role"]!.GetValue<string>(), sent.Params["message"]!["parts"]![0]!["kind"]!.GetValue<string>(), sent.Params["configuration"]!["blocking"]!.GetValue<bool>()));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":"1","result":{"kind":"\ud800"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"1","result":{"kind":"task","kind":"task","id":"t","status":{"state":"completed"}}}""")]
    public async Task What_is_no_answer_of_version_0_3_is_a_failure(string answer)
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["message/send"] = (_, _) => answer;
        await using var engine = await Caller.StartAsync(agent.Settings(more: ("Protocol", "0.3")));

        Assert.Equal(ErrorCodes.RemoteAnswerInvalid, (await engine.CallAsync("there", "hello")).Code);
    }

    [Fact]
    public async Task HTTP_and_JSON_are_spoken_where_the_settings_say_so()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["/message:send"] = (_, _) => ScriptedAgent.Sent("WORKING");
        agent.Answers["/tasks/t-1"] = (_, _) => ScriptedAgent.Task("COMPLETED", "rest");
        await using var engine = await Caller.StartAsync(agent.Settings(more: ("Protocol", "1.0+http")));

        Assert.Equal("rest", (await engine.CallAsync("there", "hello")).Text);
    }

    [Fact]
    public async Task A_card_that_names_another_host_is_not_followed_there()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Card = _ => JsonNode.Parse("""{"name":"a","supportedInterfaces":[{"url":"https://elsewhere.example","protocolBinding":"JSONRPC","protocolVersion":"1.0"}]}""");
        await using var engine = await Caller.StartAsync(agent.Settings());

        Assert.Equal(ErrorCodes.RemoteAgentRefused, (await engine.CallAsync("there", "hello")).Code);
        Assert.Empty(agent.Requests);
    }

    [Theory]
    [InlineData("https://there.example/older", true)]
    [InlineData("https://there.example:8443/", false)]
    [InlineData("https://once.example/a", false)]
    public void Keys_go_only_where_the_agent_is_configured_to_be(string address, bool isThere)
    {
        var agent = new RemoteAgent("there", [new RemoteVersion("1", "assistant:clerk", 1), new RemoteVersion("2", "https://there.example/a", 1)])
        {
            AllowPrivate = true,
            Headers = [new("Authorization", "Bearer secret-1")],
        };

        var called = agent.At(address);

        Assert.Equal((isThere, isThere ? 1 : 0), (called.AllowPrivate, called.Headers.Count));
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, _) => 307;
        await using var engine = await Caller.StartAsync(agent.Settings());

        Assert.Equal(ErrorCodes.RemoteAgentRefused, (await engine.CallAsync("there", "hello")).Code);
    }

    [Fact]
    public async Task A_private_address_is_not_connected_to_unless_that_is_configured()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        await using var engine = await Caller.StartAsync(agent.Settings());
        var connections = engine.Host.Services.GetRequiredService<RemoteConnections>();
        var there = new RemoteAgent("there", [new RemoteVersion("1", agent.Address, 1)]);

        var refused = await Assert.ThrowsAsync<RemoteCallException>(async () => await connections.LookAsync(there, agent.Address, TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCodes.AddressPrivate, refused.Code);
        await connections.LookAsync(there with { AllowPrivate = true }, agent.Address, TestContext.Current.CancellationToken);
    }
}
