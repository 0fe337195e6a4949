using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.A2A;

/// <summary>A2A as its own clients see it: the JavaScript SDK of 1.0 over both bindings, that of 0.3, and the legacy mode of the first.</summary>
public sealed class A2AConformanceTests
{
    [Theory]
    [InlineData(A2AClient.Rpc, "@a2a-js/sdk")]
    [InlineData(A2AClient.Rest, "@a2a-js/sdk")]
    [InlineData("0.3", "a2a-sdk-03")]
    [InlineData("0.3-compat", "@a2a-js/sdk")]
    public async Task A2a_works_with_the_client(string line, string sdk)
    {
        NodeClient.SkipUnlessInstalled(sdk);
        await using var hooks = await HookReceiver.StartAsync();
        await using var server = await RealServer.StartAsync(
            baton => baton.AddGraph(TckAgent.Define()).AddGraph(TckAgent.Define("held", Task.Delay(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken))),
            new Dictionary<string, string?> { ["Baton:Engine:AllowPrivateWebhooks"] = "true" });

        var (exitCode, output) = await NodeClient.RunAsync("a2a.mjs", server.Address, hooks.Address, line);

        Assert.True(exitCode == 0, output);
    }
}
