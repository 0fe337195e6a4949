using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Agents.Prompts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Baton.Agents.Tools.OpenApi;

/// <summary>Reads the operations that were asked for from an OpenAPI 3 document, in JSON or YAML.</summary>
/// <param name="refuse">Called with each fault.</param>
internal sealed class OpenApiDocumentReader(Action<string> refuse)
{
    private static readonly string[] Methods = ["get", "head", "put", "post", "delete", "patch"];

    /// <summary>Headers that the call itself sets; a document must not hand them to a model.</summary>
    private static readonly string[] OwnHeaders =
        ["accept", "authorization", "connection", "content-length", "content-type", "cookie", "host", "idempotency-key", "proxy-authorization", "transfer-encoding"];

    /// <summary>The operations, and the address of the document's first server (absolute or not), or null.</summary>
    public (IReadOnlyList<OpenApiOperation> Operations, string? Server) Read(string text, IReadOnlyList<string> wanted)
    {
        if (Parse(text) is not { } document) return ([], null);
        if (document["openapi"]?.ToString().StartsWith("3.", StringComparison.Ordinal) != true) refuse("It is no OpenAPI 3 document: 'openapi' is missing or not 3.x.");
        var schemas = new OpenApiSchemas(document);
        var found = new Dictionary<string, OpenApiOperation>(StringComparer.Ordinal);
        foreach (var (path, item) in (document["paths"] as JsonObject ?? []).Select(pair => (pair.Key, schemas.Resolve(pair.Value) as JsonObject)))
        {
            foreach (var method in Methods)
            {
                if (item?[method] is JsonObject operation && operation["operationId"]?.ToString() is { } id && wanted.Contains(id, StringComparer.Ordinal))
                {
                    found[id] = Operation(id, method, path, item, operation, schemas);
                }
            }
        }

        foreach (var missing in wanted.Where(id => !found.ContainsKey(id))) refuse($"It has no operation '{missing}'. An operation needs an operationId.");
        return ([.. wanted.Where(found.ContainsKey).Select(id => found[id])], document["servers"]?[0]?["url"]?.ToString());
    }

    private OpenApiOperation Operation(string id, string method, string path, JsonObject item, JsonObject operation, OpenApiSchemas schemas)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        var parameters = new List<OpenApiParameter>();
        var all = List(item["parameters"]).Concat(List(operation["parameters"])).Select(schemas.Resolve).OfType<JsonObject>()
            .GroupBy(parameter => (parameter["name"]?.ToString(), parameter["in"]?.ToString())).Select(group => group.Last());
        foreach (var parameter in all)
        {
            var name = parameter["name"]?.ToString() ?? "";
            var isRequired = parameter["required"]?.ToString() == "true";
            if (Place(parameter["in"]?.ToString(), name) is not { } place)
            {
                if (isRequired) refuse($"Operation '{id}' needs the parameter '{name}' in {parameter["in"]}, which cannot be given.");
                continue;
            }

            var schema = schemas.Inline(parameter["schema"]) as JsonObject ?? [];
            if (parameter["description"] is { } description) schema.TryAdd("description", description.DeepClone());
            Add(name, place, schema, isRequired || place == ParameterPlace.Path);
        }

        if (schemas.Resolve(operation["requestBody"]) is JsonObject body)
        {
            var media = (body["content"] as JsonObject ?? []).FirstOrDefault(pair => IsJson(pair.Key)).Value;
            if (media is null) refuse($"Operation '{id}' takes a body that is not JSON.");
            else Add("body", ParameterPlace.Body, schemas.Inline(media["schema"]) as JsonObject ?? [], body["required"]?.ToString() == "true");
        }

        var text = string.Join(' ', new[] { operation["summary"]?.ToString(), operation["description"]?.ToString() }.Where(part => !string.IsNullOrWhiteSpace(part)).Distinct(StringComparer.Ordinal));
        var whole = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false };
        return new OpenApiOperation(id, method.ToUpperInvariant(), path, text.Length == 0 ? $"{method.ToUpperInvariant()} {path}" : text, JsonSerializer.SerializeToElement(whole), parameters);

        void Add(string name, ParameterPlace place, JsonObject schema, bool isRequired)
        {
            var argument = properties.ContainsKey(name) ? $"{place.ToString().ToLowerInvariant()}_{name}" : name;
            properties[argument] = schema;
            if (isRequired) required.Add(argument);
            parameters.Add(new OpenApiParameter(argument, name, place));
        }
    }

    private static ParameterPlace? Place(string? where, string name) => where switch
    {
        "path" => ParameterPlace.Path,
        "query" => ParameterPlace.Query,
        "header" when !OwnHeaders.Contains(name, StringComparer.OrdinalIgnoreCase) => ParameterPlace.Header,
        _ => null,
    };

    private static bool IsJson(string media) => media.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) || media.Contains("+json", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<JsonNode?> List(JsonNode? list) => list as JsonArray ?? [];

    private JsonObject? Parse(string text)
    {
        try
        {
            if (text.AsSpan().TrimStart().StartsWith("{")) return JsonNode.Parse(text) as JsonObject;
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }]) return JsonObject.Create(YamlJson.Of(root));
        }
        catch (Exception exception) when (exception is JsonException or YamlException or ArgumentException)
        {
            // Reported below.
        }

        refuse("It is neither JSON nor YAML.");
        return null;
    }
}
