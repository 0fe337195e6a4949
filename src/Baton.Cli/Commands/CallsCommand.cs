using System.CommandLine;
using System.Net;
using Baton.Cli.CallAgents;
using Baton.Cli.Hosting;
using Baton.Errors;

namespace Baton.Cli.Commands;

/// <summary><c>baton calls</c>: what service calls need besides a server.</summary>
internal static class CallsCommand
{
    private const int FirstPort = 8001;

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global) => new("calls", "Serves what service calls are answered by.") { Agents(global) };

    private static Command Agents(GlobalOptions global)
    {
        var portBase = new Option<int>("--port-base") { Description = "The first agent's port; the others follow. 0 takes free ones.", DefaultValueFactory = _ => FirstPort };
        var ports = new Option<string?>("--ports") { Description = "Ports of single agents, like auth=9002,billing=9004." };
        var only = new Option<string?>("--only") { Description = "The agents to serve, like greeting,auth (default: all ten)." };
        var host = new Option<string>("--host") { Description = "The address to listen on (default 127.0.0.1).", DefaultValueFactory = _ => "127.0.0.1" };
        var fault = new Option<string?>("--fault")
        {
            Description = "Makes agents fail, for demos and tests on this machine: auth=slow:16s,billing=garbage; also half-stream, error, down.",
        };
        var command = new Command(
            "agents", "Serves greeting, auth, refund, billing, booking, complaint, account, balance, closing and fallback as A2A agents, each at its own port, with demo data.")
        {
            portBase, ports, only, host, fault,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var address = Address(parsed.GetRequiredValue(host));
            var served = AgentPort.Read(parsed.GetValue(portBase), parsed.GetValue(only), parsed.GetValue(ports));
            var faults = AgentFault.Read(parsed.GetValue(fault), address);
            return await ServeAsync(AgentsHost.Build(global.Read(parsed), address, served, faults), faults.Count > 0, cancellationToken);
        });
        return command;
    }

    private static async Task<int> ServeAsync(AgentsServer server, bool isFaulty, CancellationToken cancellationToken)
    {
        await using var app = server.App;
        await BatonHost.StartAsync(app, cancellationToken, "with --port-base or --ports");
        foreach (var (agent, url) in server.Addresses()) Console.WriteLine($"{agent,-10} {url}");
        if (isFaulty) Console.WriteLine("Some of them fail on purpose (--fault).");
        Console.WriteLine("Ready. The accounts are invented; without a configured model the answers are rehearsals.");
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }

    private static IPAddress Address(string host)
    {
        if (host == "localhost") return IPAddress.Loopback;
        return IPAddress.TryParse(host, out var address)
            ? address
            : throw new BatonException(ErrorCodes.CommandInputInvalid, $"'{host}' is no address to listen on. Write it like 127.0.0.1.");
    }
}
