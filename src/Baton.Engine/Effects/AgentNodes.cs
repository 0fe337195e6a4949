using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Effects;

/// <summary>Checks, when a graph is built, that the agents it asks can be asked: a run in the middle is a bad place to find out.</summary>
internal static class AgentNodes
{
    /// <summary>What is wrong with the graph's agent nodes, those of inline graphs included; all of it.</summary>
    public static IReadOnlyList<Fault> Faults(GraphDefinition graph, IAgentRunner agents) =>
    [
        .. PlacedBody.Of(graph)
            .Where(place => place.Body is AgentBody)
            .Select(place => agents.Check((AgentBody)place.Body, $"{graph.Id}/{place.Path}"))
            .OfType<Fault>(),
    ];
}
