using Baton.Graphs;
using Baton.Registry;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Engine.Hosting;

/// <summary>Puts Baton together. Drivers, agents and systems add themselves to it by extension methods.</summary>
/// <param name="services">The application's services.</param>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class BatonBuilder(IServiceCollection services)
{
    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>Adds a graph to the registry.</summary>
    public BatonBuilder AddGraph(GraphRow row)
    {
        Services.AddSingleton(row);
        return this;
    }

    /// <summary>Adds a graph to the registry, in the pool <c>default</c>.</summary>
    public BatonBuilder AddGraph(GraphDefinition graph, string pool = "default") =>
        AddGraph(new GraphRow(graph.Id, pool, () => graph) { Version = graph.Version });
}
