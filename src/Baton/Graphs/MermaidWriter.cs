using System.Text;

namespace Baton.Graphs;

/// <summary>Draws a description as a Mermaid flowchart. Ids are numbers: node names may be Mermaid's own words.</summary>
internal sealed class MermaidWriter
{
    private readonly GraphDescription _graph;
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    private MermaidWriter(GraphDescription graph) => _graph = graph;

    public static string Write(GraphDescription graph)
    {
        var writer = new MermaidWriter(graph);
        writer._text.Append("flowchart TD\n");
        writer.WriteLevel("", "  ");
        foreach (var edge in graph.Edges) writer.WriteEdge(edge);
        return writer._text.ToString();
    }

    private void WriteLevel(string prefix, string indent)
    {
        Line(indent, IdOf(prefix + Graph.Beginning) + "((start))");
        foreach (var node in _graph.Nodes)
        {
            if (IsDirectlyUnder(prefix, node.Name)) WriteNode(node, prefix, indent);
        }

        if (_graph.Edges.Any(edge => edge.To == prefix + Graph.End)) Line(indent, IdOf(prefix + Graph.End) + "((end))");
    }

    private void WriteNode(NodeDescription node, string prefix, string indent)
    {
        var inside = node.Name + "/";
        var id = IdOf(node.Name);
        var label = Escape(LabelOf(node, prefix));
        if (!_graph.Edges.Any(edge => edge.From == inside + Graph.Beginning))
        {
            var (open, close) = ShapeOf(node.Kind);
            Line(indent, $"{id}{open}\"{label}\"{close}");
            return;
        }

        Line(indent, $"subgraph {id}[\"{label}\"]");
        WriteLevel(inside, indent + "  ");
        Line(indent, "end");
    }

    private void WriteEdge(EdgeDescription edge)
    {
        var arrow = edge.Label == GraphDescriber.OnError ? "-.->" : "-->";
        var label = edge.Label is null ? "" : $"|\"{Escape(edge.Label)}\"|";
        Line("  ", $"{IdOf(edge.From)} {arrow}{label} {IdOf(edge.To)}");
    }

    private void Line(string indent, string text) => _text.Append(indent).Append(text).Append('\n');

    private string IdOf(string path)
    {
        if (!_ids.TryGetValue(path, out var id)) _ids[path] = id = $"n{_ids.Count}";
        return id;
    }

    private static bool IsDirectlyUnder(string prefix, string path) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && path.IndexOf('/', prefix.Length) < 0;

    private static string LabelOf(NodeDescription node, string prefix)
    {
        var name = node.Name[prefix.Length..];
        var what = node.Details?["agent"] ?? node.Details?["graph"] ?? node.Details?["event"];
        return node.Kind switch
        {
            "function" or "route" => name,
            _ when what is not null => $"{name} ({node.Kind.Replace('_', ' ')}: {what})",
            _ => $"{name} ({node.Kind.Replace('_', ' ')})",
        };
    }

    private static (string Open, string Close) ShapeOf(string kind) => kind switch
    {
        "route" => ("{", "}"),
        "approval" => ("[/", "/]"),
        "wait" => ("([", "])"),
        "child_run" or "remote_agent" => ("[[", "]]"),
        _ => ("[", "]"),
    };

    private static string Escape(string text) => text.Replace("\"", "#quot;", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
