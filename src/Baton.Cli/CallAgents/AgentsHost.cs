using System.Net;
using Baton.Calls.Agents;
using Baton.Cli.Hosting;
using Baton.Errors;
using Baton.Server.Hosting;
using Baton.Server.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Baton.Cli.CallAgents;

/// <summary>Serves agents, each at a port of its own, in one process and with one store.</summary>
internal static class AgentsHost
{
    private const string Folder = "call-agents";

    /// <summary>Builds the server; not started.</summary>
    /// <param name="settings">What the command line was told.</param>
    /// <param name="host">The address to listen on.</param>
    /// <param name="ports">The agents and their ports.</param>
    /// <param name="faults">How agents are made to fail.</param>
    /// <param name="quiet">Log only what is wrong.</param>
    /// <exception cref="BatonException">It may not listen there.</exception>
    public static AgentsServer Build(
        CliSettings settings, IPAddress host, IReadOnlyList<AgentPort> ports, IReadOnlyDictionary<ServiceAgent, AgentFault> faults, bool quiet = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddConfiguration(settings.Configuration);
        BatonHost.ConfigureLogging(builder.Logging, quiet);

        // Each agent's line on standard output says where it listens.
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        List<(AgentPort Port, ListenOptions Listening)> served = [];
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var port in ports.Where(port => !IsDown(port.Agent))) kestrel.Listen(host, port.Port, listening => Serve(port, listening));
        });
        builder.AddBaton(baton => (HasData(settings) ? baton.UseSqlite(Path.Combine(settings.Data, Folder)) : baton.UseInMemoryStore())
            .AddCallAgents([.. ports.Select(port => port.Agent)]));
        builder.Services.AddTransient<IStartupFilter, AgentGate>();
        builder.Services.AddHttpContextAccessor().AddSingleton<IClaimsTransformation, AgentTenant>();
        if (faults.Count > 0) builder.Services.AddTransient<IStartupFilter>(provider => new FaultGate(faults, provider.GetRequiredService<TimeProvider>()));
        var app = builder.Build();
        BindGuard.Check([$"http://{new IPEndPoint(host, 0)}"], app.Services.GetRequiredService<IOptions<BatonServerOptions>>().Value.ApiKeys.Count > 0);
        app.MapBaton();
        AgentHealth.Map(app);
        return new AgentsServer(app, served);

        bool IsDown(ServiceAgent agent) => faults.GetValueOrDefault(agent)?.Kind == FaultKind.Down;

        void Serve(AgentPort port, ListenOptions listening)
        {
            served.Add((port, listening));
            listening.Use(next => connection =>
            {
                connection.Features.Set(port);
                return next(connection);
            });
        }
    }

    // A server of the same data directory holds its store: the agents have their own.
    private static bool HasData(CliSettings settings) => settings.Configuration["Baton:Data"] is not null;
}

/// <summary>A server of agents.</summary>
/// <param name="App">The application.</param>
/// <param name="Served">The agents, and where each listens once it has started.</param>
internal sealed record AgentsServer(WebApplication App, IReadOnlyList<(AgentPort Port, ListenOptions Listening)> Served)
{
    /// <summary>The agents that are served, with their addresses.</summary>
    public IEnumerable<(string Agent, string Url)> Addresses() =>
        Served.Select(each => (each.Port.Agent.Name, $"http://{each.Listening.IPEndPoint}/a2a/{each.Port.Agent.Id}"));
}
