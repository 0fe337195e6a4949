using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests;

/// <summary>The run API as its own clients see it: both maintained versions of LangGraph's JavaScript SDK, unmodified.</summary>
public sealed class ConformanceTests
{
    [Theory]
    [InlineData("langgraph-sdk-1")]
    [InlineData("langgraph-sdk-2")]
    public async Task The_run_api_works_with_the_client(string sdk)
    {
        NodeClient.SkipUnlessInstalled(sdk);
        await using var server = await RealServer.StartAsync(baton =>
        {
            foreach (var graph in ConformanceGraphs.All) baton.AddGraph(graph);
        });
        var (exitCode, output) = await NodeClient.RunAsync("conformance.mjs", server.Address, sdk);
        Assert.True(exitCode == 0, output);
    }
}
