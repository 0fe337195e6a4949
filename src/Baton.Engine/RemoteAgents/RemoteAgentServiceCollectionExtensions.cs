using Baton.Engine.Hosting;
using Baton.Engine.RemoteAgents;
using Baton.Engine.Runs;
using Baton.Engine.Servers;
using Baton.Registry;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what the engine needs to call remote agents.</summary>
internal static class RemoteAgentServiceCollectionExtensions
{
    public static IServiceCollection AddRemoteAgentParts(this IServiceCollection services)
    {
        services.AddCircuits();
        services.AddSingleton(provider => new RemoteAgentSettings(provider.GetService<IConfiguration>(), provider.GetServices<RemoteAgentDefaults>()));
        services.AddSingleton(provider => new RemoteAgentRegistry(provider.GetRequiredService<RemoteAgentSettings>(), provider.GetRequiredService<GraphRegistry>()));
        services.AddSingleton(provider => new RemoteConnections(
            provider.GetRequiredService<IRuns>, provider.GetRequiredService<GraphRegistry>(), provider.GetRequiredService<RemoteCards>(), provider.GetRequiredService<StoreClock>()));
        services.AddSingleton(provider => new RemoteCards(provider.GetRequiredService<StoreClock>()));
        services.AddSingleton<RemoteHealth>();
        services.AddSingleton<IRemoteAgents>(provider => provider.GetRequiredService<RemoteHealth>());
        services.AddSingleton<IEngineLoop, RemoteHealthLoop>();
        services.AddSingleton<RemoteAgentRunner>();
        return services;
    }
}
