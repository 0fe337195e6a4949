using Baton.Engine.Hosting;
using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Hosting;

/// <summary>A system on Baton: graphs, agents, tools and rehearsals that are installed together, with endpoints of its own.</summary>
public abstract class BatonSystem
{
    /// <summary>Its name, for logs and <c>/info</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Adds its graphs, agents, tools and rehearsals.</summary>
    public abstract void Configure(BatonBuilder baton);

    /// <summary>Maps endpoints of its own; without an override, none.</summary>
    public virtual void Map(IEndpointRouteBuilder endpoints) { }
}
