using Baton.Calls.Agents;
using Baton.Calls.Api;
using Baton.Calls.Flow;
using Baton.Engine.Hosting;
using Baton.Server.Hosting;
using Microsoft.AspNetCore.Routing;

namespace Baton.Calls;

/// <summary>Service calls as a system: five stages, each answered by remote agents, with sessions that any server goes on with.</summary>
public sealed class CallsSystem : BatonSystem
{
    /// <inheritdoc />
    public override string Name => "Calls";

    /// <inheritdoc />
    public override void Configure(BatonBuilder baton)
    {
        // Where no addresses are configured, the agents are assistants of this server: the demo needs one command.
        baton.AddCallAgents().AddServiceCalls();
    }

    /// <inheritdoc />
    public override void Map(IEndpointRouteBuilder endpoints) => CallsApi.Map(endpoints);
}
