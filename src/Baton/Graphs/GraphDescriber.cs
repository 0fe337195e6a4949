using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Contracts;

namespace Baton.Graphs;

/// <summary>Walks a definition, without running anything, and writes down its nodes and edges.</summary>
internal sealed class GraphDescriber
{
    /// <summary>The label of the edge that is taken when a node has failed for good.</summary>
    public const string OnError = "on error";

    private readonly List<NodeDescription> _nodes = [];
    private readonly List<EdgeDescription> _edges = [];

    public static GraphDescription Describe(GraphDefinition graph)
    {
        var describer = new GraphDescriber();
        describer.AddGraph(graph, "");
        var input = graph.InputContract.Schema;
        var output = graph.OutputContract.Schema;
        var fingerprint = Fingerprint.Of(describer._nodes, describer._edges, input, output);
        return new GraphDescription(
            graph.Id, graph.Version, fingerprint, describer._nodes, describer._edges, input, output, Contract.Of(graph.StateType).Schema);
    }

    private void AddGraph(GraphDefinition graph, string prefix)
    {
        AddEdge(prefix + Graph.Beginning, prefix + graph.Nodes[0].Name, null);
        foreach (var node in graph.Nodes)
        {
            var path = prefix + node.Name;
            _nodes.Add(new NodeDescription(path, node.Kind, DetailsOf(node)));
            AddWaysOut(node, prefix, path);
            AddInside(node, path);
        }
    }

    private void AddWaysOut(Node node, string prefix, string path)
    {
        if (node is RouteNode route)
        {
            foreach (var target in route.Targets) AddEdge(path, prefix + target.Node, target.Label);
        }
        else
        {
            AddEdge(path, prefix + node.Next, null);
        }

        if (node.OnError is not null) AddEdge(path, prefix + node.OnError, OnError);
    }

    private void AddInside(Node node, string path)
    {
        switch (node)
        {
            case StepNode step: AddInside(step.Body, path); break;
            case MapNode map: AddInside(map.Body, path); break;
            case ParallelNode parallel:
                foreach (var branch in parallel.Branches) AddBranch(branch, path + "/");
                break;
        }
    }

    private void AddInside(Body body, string path)
    {
        if (body is SubgraphBody inline) AddGraph(inline.Graph, path + "/");
    }

    private void AddBranch(Branch branch, string prefix)
    {
        var path = prefix + branch.Name;
        _nodes.Add(new NodeDescription(path, branch.Body.Kind, DetailsOf(branch.Body)));
        AddEdge(prefix + Graph.Beginning, path, null);
        AddEdge(path, prefix + Graph.End, null);
        AddInside(branch.Body, path);
    }

    private void AddEdge(string from, string to, string? label) => _edges.Add(new EdgeDescription(from, to, label));

    private static JsonObject? DetailsOf(Node node) => node switch
    {
        StepNode step => DetailsOf(step.Body),
        ParallelNode parallel => new JsonObject { ["join"] = NameOf(parallel.JoinPolicy) },
        MapNode map => DetailsOf(map),
        WaitNode { Event: { } signal } => new JsonObject { ["event"] = signal },
        _ => null,
    };

    private static JsonObject DetailsOf(MapNode map)
    {
        var details = DetailsOf(map.Body) ?? [];
        details["each"] = map.Body.Kind;
        details["join"] = NameOf(map.JoinPolicy);
        return details;
    }

    private static JsonObject? DetailsOf(Body body) => body switch
    {
        AgentBody agent => new JsonObject { ["agent"] = agent.Agent },
        SubgraphBody inline => new JsonObject { ["graph"] = inline.Graph.Id, ["graph_version"] = inline.Graph.Version },
        ChildRunBody child => new JsonObject { ["graph"] = child.GraphId },
        _ => null,
    };

    private static string NameOf(JoinPolicy policy) => JsonNamingPolicy.SnakeCaseLower.ConvertName(policy.ToString());
}
