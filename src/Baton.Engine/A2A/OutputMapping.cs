using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Contracts;
using Baton.Graphs;

namespace Baton.Engine.A2A;

/// <summary>Outputs of graphs as an artifact: what the graph says as text, files as files, and the output itself as data.</summary>
public static class OutputMapping
{
    /// <summary>The id of a task's one artifact.</summary>
    public const string ArtifactId = "output";

    /// <summary>Media types that a graph answers with.</summary>
    public static IReadOnlyList<string> Modes(GraphDefinition graph)
    {
        List<string> modes = graph.CanChat ? ["text/plain", "application/json"] : ["application/json"];
        if (FileMember.Of(graph.OutputContract) is not null) modes.Add("*/*");
        return modes;
    }

    /// <summary>The artifact of an output.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="output">Its output.</param>
    /// <param name="accepted">Media types that the client takes; null for all. Where nothing is left, everything is shown.</param>
    public static Artifact Artifact(GraphDefinition graph, JsonElement output, IReadOnlyList<string>? accepted)
    {
        var all = Parts(graph, output);
        var fitting = accepted is null ? all : [.. all.Where(part => Fits(part, accepted))];
        return new Artifact(ArtifactId, fitting.Count > 0 ? fitting : all) { Name = graph.Id };
    }

    private static List<Part> Parts(GraphDefinition graph, JsonElement output)
    {
        var parts = new List<Part>();
        if (graph.MessageOf(output) is { Length: > 0 } text) parts.Add(Part.OfText(text));
        if (FileMember.Of(graph.OutputContract) is not { } member) return [.. parts, Part.OfData(output)];
        parts.AddRange(member.In(output).Select(File));
        var rest = JsonObject.Create(output)!;
        rest.Remove(member.Name);
        return [.. parts, Part.OfData(JsonElement.Parse(rest.ToJsonString()))];
    }

    private static Part File(FileContent file) => new()
    {
        Raw = file.Uri is null ? file.Bytes ?? "" : null,
        Url = file.Uri,
        Filename = file.Name,
        MediaType = file.MediaType,
    };

    private static bool Fits(Part part, IReadOnlyList<string> accepted)
    {
        var type = part switch
        {
            { MediaType: { } named } => named,
            { Text: not null } => "text/plain",
            { Data: not null } => "application/json",
            _ => "application/octet-stream",
        };
        return accepted.Any(mode => mode == "*/*" || string.Equals(mode, type, StringComparison.OrdinalIgnoreCase)
            || (mode.EndsWith("/*", StringComparison.Ordinal) && type.StartsWith(mode[..^1], StringComparison.OrdinalIgnoreCase)));
    }
}
