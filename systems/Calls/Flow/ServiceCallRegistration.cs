using Baton.Calls.Agents;
using Baton.Calls.Api;
using Baton.Calls.Intents;
using Baton.Calls.Sessions;
using Baton.Calls.Settings;
using Baton.Engine.Hosting;
using Baton.Engine.RemoteAgents;
using Baton.Registry;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Calls.Flow;

/// <summary>Installs the graph of service calls with its sessions and settings.</summary>
internal static class ServiceCallRegistration
{
    /// <summary>Adds the graph, its settings, the sessions' end, and what the API needs.</summary>
    public static BatonBuilder AddServiceCalls(this BatonBuilder baton)
    {
        var services = baton.Services;
        baton.AddRemoteAgents(ServiceAgent.All.ToDictionary(agent => agent.Name, agent => new RemoteAgentOptions { Url = $"assistant:{agent.Id}" }, StringComparer.Ordinal));
        services.TryAddSingleton(provider => CallSettings.From(provider.GetRequiredService<IConfiguration>()));

        // Faulty settings, or a faulty model, stop the start, and not the first call: they are read when the row is made.
        services.AddSingleton(provider => Row(provider.GetRequiredService<CallSettings>(), provider.GetRequiredService<IConfiguration>()));
        services.TryAddSingleton<SessionIndex>();
        services.TryAddSingleton<Session>();
        services.TryAddSingleton<SessionRemoval>();
        services.TryAddSingleton<Orchestration>();
        services.TryAddSingleton<TurnStream>();
        services.TryAddSingleton<TurnResponse>();
        services.TryAddSingleton<CallSocket>();
        services.AddSingleton<IEngineLoop, SessionExpiry>();
        services.AddTransient<IStartupFilter, SocketStartup>();
        return baton;
    }

    private static GraphRow Row(CallSettings settings, IConfiguration configuration)
    {
        var steps = new CallSteps(settings, CallIntents.From(configuration, settings));
        return new GraphRow(ServiceCall.Id, ServiceCall.Pool, () => ServiceCall.Define(steps))
        {
            Version = ServiceCall.Version,
            Description = "Leads a service call through its stages; each turn is answered by remote agents.",
        };
    }
}
