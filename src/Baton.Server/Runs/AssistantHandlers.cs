using System.Text.Json;
using Baton.Graphs;
using Baton.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Runs;

/// <summary>Finding assistants and looking into their graphs.</summary>
internal static class AssistantHandlers
{
    public static async Task<Ok<IReadOnlyList<JsonElement>>> Search(HttpContext context, AssistantDirectory assistants)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var limit = fields.Number("limit", 10, 1, 1_000);
        var offset = fields.Number("offset", 0, 0, int.MaxValue);
        var select = fields.Names("select");
        var descending = fields.Choice("sort_order", false, ("asc", false), ("desc", true));
        var found = Filter(fields, assistants);
        fields.Throw();
        if (descending) found.Reverse();
        context.Response.Headers["X-Pagination-Total"] = $"{found.Count}";
        if (found.Count > (long)offset + limit) context.Response.Headers["X-Pagination-Next"] = $"{offset + limit}";
        return TypedResults.Ok(Selection.Of(found.Skip(offset).Take(limit), select, RunApiJson.Default.Assistant));
    }

    public static async Task<Ok<int>> Count(HttpContext context, AssistantDirectory assistants)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var found = Filter(fields, assistants);
        fields.Throw();
        return TypedResults.Ok(found.Count);
    }

    public static Ok<Assistant> Get(AssistantDirectory assistants, string assistantId) => TypedResults.Ok(assistants.Describe(assistantId));

    public static Ok<GraphSchema> Schemas(AssistantDirectory assistants, string assistantId) => TypedResults.Ok(Schema(assistants.Get(assistantId)));

    public static Ok<DrawnGraph> Draw(AssistantDirectory assistants, string assistantId, string? xray = null) =>
        TypedResults.Ok(Drawing.Of(assistants.Get(assistantId).Describe(), inside: xray is not (null or "" or "false" or "0")));

    public static Ok<IReadOnlyDictionary<string, GraphSchema>> Subgraphs(AssistantDirectory assistants, string assistantId, string? recurse = null) =>
        TypedResults.Ok<IReadOnlyDictionary<string, GraphSchema>>(Inside(assistants.Get(assistantId), "", recurse is "true" or "1"));

    public static Ok<IReadOnlyDictionary<string, GraphSchema>> SubgraphsIn(
        AssistantDirectory assistants, string assistantId, string place, string? recurse = null)
    {
        var all = Inside(assistants.Get(assistantId), "", recurse: true);
        var deeper = recurse is "true" or "1";
        return TypedResults.Ok<IReadOnlyDictionary<string, GraphSchema>>(all
            .Where(pair => pair.Key == place || deeper && pair.Key.StartsWith(place + "|", StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key, pair => pair.Value));
    }

    private static List<Assistant> Filter(Fields fields, AssistantDirectory assistants)
    {
        var graph = fields.Text("graph_id");
        var name = fields.Text("name");
        var metadata = fields.Object("metadata");
        return
        [
            .. assistants.All().Where(assistant =>
                (graph is null || assistant.GraphId == graph)
                && (name is null || assistant.Name.Contains(name, StringComparison.OrdinalIgnoreCase))
                && (metadata is null || Selection.Matches(
                    JsonSerializer.SerializeToElement(assistant.Metadata, RunApiJson.Default.AssistantMetadata), metadata))),
        ];
    }

    private static GraphSchema Schema(GraphDefinition graph)
    {
        var description = graph.Describe();
        return new GraphSchema(graph.Id, description.InputSchema, description.OutputSchema, description.StateSchema);
    }

    private static Dictionary<string, GraphSchema> Inside(GraphDefinition graph, string prefix, bool recurse)
    {
        var found = new Dictionary<string, GraphSchema>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes.OfType<StepNode>())
        {
            if (node.Body is not SubgraphBody inner) continue;
            found[prefix + node.Name] = Schema(inner.Graph);
            if (!recurse) continue;
            foreach (var (name, schema) in Inside(inner.Graph, $"{prefix}{node.Name}|", recurse)) found[name] = schema;
        }

        return found;
    }
}
