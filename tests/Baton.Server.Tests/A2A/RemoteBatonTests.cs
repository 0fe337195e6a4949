using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Graphs;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.A2A;

/// <summary>One Baton that calls an assistant of another over A2A.</summary>
public sealed class RemoteBatonTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.0+http")]
    [InlineData("0.3")]
    [InlineData("auto")]
    public async Task Context_reaches_the_other_ones_nodes_and_the_answer_comes_back(string protocol)
    {
        await using var other = await RealServer.StartAsync(baton => baton.AddGraph(Clerk()));
        await using var server = await RealServer.StartAsync(baton => baton.AddGraph(RemoteDesk.Define()), new Dictionary<string, string?>
        {
            ["Baton:RemoteAgents:clerk:Url"] = $"{other.Address}/a2a/clerk",
            ["Baton:RemoteAgents:clerk:AllowPrivate"] = "true",
            ["Baton:RemoteAgents:clerk:Protocol"] = protocol,
        });
        var runs = server.Services.GetRequiredService<IRuns>();

        var started = await runs.StartAsync(RemoteDesk.Request("clerk", "hello"), Token);
        var result = await runs.WaitAsync("default", started.Run.Id, Token);

        var reply = result.Output!.Value.Deserialize<RemoteDesk.Result>(Baton.Contracts.BatonJson.Options)!;
        Assert.Equal(("hello A-7", null), (reply.Text, reply.Code));
        var seen = await TestServer.JsonAsync(await server.Client.GetAsync("/ops/remote-agents", Token));
        Assert.Equal(("clerk", "up", "closed"), (
            seen[0].GetProperty("name").GetString(), seen[0].GetProperty("versions")[0].GetProperty("health").GetString(), seen[0].GetProperty("versions")[0].GetProperty("circuit").GetString()));
    }

    private static GraphDefinition Clerk() => Graph
        .Define<Said, State, Reply>("clerk", 1)
        .Start(said => new State(said.Text))
        .Chat(text => new Said(text), reply => reply.Text)
        .Function("read", (state, context) => ValueTask.FromResult(state with
        {
            Text = $"{state.Text} {context.Run.Metadata!.Value.GetProperty("a2a").GetProperty("metadata").GetProperty("account_id").GetString()}",
        }))
        .Return(state => new Reply(state.Text));

    private sealed record Said(string Text);

    private sealed record State(string Text);

    private sealed record Reply(string Text);
}
