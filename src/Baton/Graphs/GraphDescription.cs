using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Contracts;

namespace Baton.Graphs;

/// <summary>A graph as data: what a drawing, a client or a fingerprint needs.</summary>
/// <param name="Id">The graph's id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Fingerprint">16 hex digits over nodes, edges and contracts: two definitions with one number but different fingerprints are not the same version.</param>
/// <param name="Nodes">The nodes, those of inline graphs and branches included, in the order of their definition.</param>
/// <param name="Edges">The edges. Inside a node with a path of its own they begin and end at <c>path/__start__</c> and <c>path/__end__</c>.</param>
/// <param name="InputSchema">The JSON schema of inputs.</param>
/// <param name="OutputSchema">The JSON schema of outputs.</param>
/// <param name="StateSchema">The JSON schema of states.</param>
/// <remarks>What stands at the top level has no <c>/</c> in its name. Safe for concurrent use.</remarks>
public sealed record GraphDescription(
    string Id, int Version, string Fingerprint, IReadOnlyList<NodeDescription> Nodes, IReadOnlyList<EdgeDescription> Edges,
    JsonElement InputSchema, JsonElement OutputSchema, JsonElement StateSchema)
{
    internal static GraphDescription Of(GraphDefinition graph) => GraphDescriber.Describe(graph);

    /// <summary>The graph as a Mermaid flowchart; inline graphs and branches are boxes inside it.</summary>
    public string ToMermaid() => MermaidWriter.Write(this);

    /// <summary>The graph as JSON: <c>id</c>, <c>version</c>, <c>fingerprint</c>, <c>nodes</c>, <c>edges</c> and the three schemas.</summary>
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, BatonJson.Options);
}

/// <summary>A node of a description.</summary>
/// <param name="Name">The node's path: its name, under the names of the graphs and parallel nodes that it is inside of (<c>technical/retrieve</c>).</param>
/// <param name="Kind">The node's kind.</param>
/// <param name="Details">What the kind has besides: agent, graph, event … Null where nothing.</param>
public sealed record NodeDescription(string Name, string Kind, JsonObject? Details);

/// <summary>An edge of a description.</summary>
/// <param name="From">Where it starts: a node's path or <see cref="Graph.Beginning"/>.</param>
/// <param name="To">Where it ends: a node's path or <see cref="Graph.End"/>.</param>
/// <param name="Label">When it is taken; null where always.</param>
public sealed record EdgeDescription(string From, string To, string? Label);
