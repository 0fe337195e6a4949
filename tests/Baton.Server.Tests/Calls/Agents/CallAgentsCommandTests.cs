using System.Net;
using System.Net.Sockets;
using Baton.Server.Tests.Calls.Faults;
using Baton.Server.Tests.Cli;

namespace Baton.Server.Tests.Calls.Agents;

public sealed class CallAgentsCommandTests
{
    [Fact]
    public async Task The_command_serves_until_it_is_asked_to_stop()
    {
        var (process, agents) = await BatonChild.AgentsAsync("--only", "greeting,auth");
        await using var _ = process;
        using var http = new HttpClient();

        Assert.Equal(["greeting", "auth"], agents.Keys);
        Assert.Contains("calls_auth", await http.GetStringAsync(new Uri(new Uri(agents["auth"]), "/.well-known/agent-card.json"), TestContext.Current.CancellationToken));
        Assert.Equal(0, await process.TerminateAsync());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var result = await BatonProcess.RunAsync(["calls", "agents", "--only", "auth", "--ports", $"auth={port}"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("BTN8005", result.Error);
        Assert.Contains($":{port}", result.Error);
        Assert.Contains("--port-base", result.Error);
        Assert.DoesNotContain("   at ", result.Error + result.Output);
    }
}
