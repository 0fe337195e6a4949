namespace Baton.Graphs;

/// <summary>A body and where it stands in a graph.</summary>
/// <param name="Path">The node's path, such as <c>technical/analyst</c>.</param>
/// <param name="Body">What is done there.</param>
internal sealed record PlacedBody(string Path, Body Body)
{
    /// <summary>Every body of a graph, those of branches, maps and inline graphs included.</summary>
    public static IEnumerable<PlacedBody> Of(GraphDefinition graph, string prefix = "") =>
        graph.Nodes.SelectMany(node => Of(node, prefix + node.Name));

    private static IEnumerable<PlacedBody> Of(Node node, string path) => node switch
    {
        StepNode step => Of(step.Body, path),
        MapNode map => Of(map.Body, path),
        ParallelNode parallel => parallel.Branches.SelectMany(branch => Of(branch.Body, $"{path}/{branch.Name}")),
        _ => [],
    };

    private static IEnumerable<PlacedBody> Of(Body body, string path) =>
        body is SubgraphBody inline ? Of(inline.Graph, path + "/").Prepend(new PlacedBody(path, body)) : [new PlacedBody(path, body)];
}
