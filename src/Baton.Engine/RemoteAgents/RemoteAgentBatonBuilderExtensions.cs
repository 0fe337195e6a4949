using Baton.Engine.Hosting;
using Baton.Engine.RemoteAgents;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers remote agents.</summary>
public static class RemoteAgentBatonBuilderExtensions
{
    /// <summary>
    /// Remote agents that a system calls, as they are where the configuration says nothing: what is set under <c>Baton:RemoteAgents:{name}</c>
    /// takes the place of what is given here, setting by setting. What is registered later under a name takes the place of what was there.
    /// </summary>
    /// <param name="baton">Where they are added.</param>
    /// <param name="agents">The agents, by name.</param>
    public static BatonBuilder AddRemoteAgents(this BatonBuilder baton, IReadOnlyDictionary<string, RemoteAgentOptions> agents)
    {
        ArgumentNullException.ThrowIfNull(baton);
        ArgumentNullException.ThrowIfNull(agents);
        baton.Services.AddSingleton(new RemoteAgentDefaults(agents));
        return baton;
    }
}
