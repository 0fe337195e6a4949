using Baton.Graphs;

namespace Baton.Server.Runs;

/// <summary>Graphs as clients draw them.</summary>
internal static class Drawing
{
    /// <summary>A graph with its beginning and end.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inside">Show the nodes of inline graphs and branches too.</param>
    public static DrawnGraph Of(GraphDescription graph, bool inside)
    {
        var nodes = graph.Nodes.Where(node => inside || !IsInner(node.Name)).Select(node => new DrawnNode(node.Name, node.Kind, node.Details)).ToList();
        var edges = graph.Edges.Where(edge => inside || !IsInner(edge.From) && !IsInner(edge.To))
            .Select(edge => new DrawnEdge(edge.From, edge.To, edge.Label, edge.Label is not null))
            .ToList();
        if (nodes.All(node => node.Id != Graph.Beginning)) nodes.Insert(0, new DrawnNode(Graph.Beginning, "schema", null));
        if (nodes.All(node => node.Id != Graph.End)) nodes.Add(new DrawnNode(Graph.End, "schema", null));
        return new DrawnGraph(nodes, edges);
    }

    private static bool IsInner(string path) => path.Contains('/', StringComparison.Ordinal);
}
