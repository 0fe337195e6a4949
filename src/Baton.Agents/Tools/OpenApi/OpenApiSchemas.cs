using System.Text.Json.Nodes;

namespace Baton.Agents.Tools.OpenApi;

/// <summary>Schemas of an OpenAPI document as JSON schemas that stand alone: references replaced by what they name, and nullable ones said as types.</summary>
internal sealed class OpenApiSchemas(JsonObject document)
{
    /// <summary>Below this a schema accepts anything: it refers to itself, or is deeper than any model would fill in.</summary>
    private const int Deepest = 12;

    private const int MostNodes = 20_000;
    private static readonly string[] LeftOut = ["example", "examples", "xml", "externalDocs", "discriminator", "nullable", "readOnly", "writeOnly", "deprecated"];
    private int _nodes;

    /// <summary>What a reference names, or the node itself; null where it names nothing inside the document.</summary>
    public JsonNode? Resolve(JsonNode? node)
    {
        for (var steps = 0; steps < Deepest && (node as JsonObject)?["$ref"]?.ToString() is { } reference; steps++)
        {
            if (!reference.StartsWith("#/", StringComparison.Ordinal)) return null;
            node = reference[2..].Split('/').Aggregate((JsonNode?)document, (at, step) =>
                (at as JsonObject)?[Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)]);
        }

        return node;
    }

    public JsonNode? Inline(JsonNode? schema) => Inline(schema, 0);

    private JsonNode? Inline(JsonNode? schema, int depth)
    {
        if (depth > Deepest || ++_nodes > MostNodes) return new JsonObject();
        switch (schema)
        {
            case JsonObject { } found when found.ContainsKey("$ref"):
                return Inline(Resolve(found), depth + 1) ?? new JsonObject();
            case JsonObject found:
                var copy = new JsonObject();
                foreach (var (name, value) in found.Where(pair => IsOfSchema(pair.Key))) copy[name] = name is "enum" or "const" or "default" or "required" ? value?.DeepClone() : Inline(value, depth + 1);
                if (found["nullable"]?.ToString() == "true") AllowNull(copy);
                return copy;
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Inline(item, depth + 1))]);
            default:
                return schema?.DeepClone();
        }

        // A member may have a name that is a keyword elsewhere: inside 'properties' every name is a member's.
        bool IsOfSchema(string name) => !LeftOut.Contains(name, StringComparer.Ordinal) || schema!.Parent is JsonObject && schema.GetPropertyName() == "properties";
    }

    private static void AllowNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue type) schema["type"] = new JsonArray(type.DeepClone(), "null");
        if (schema["enum"] is JsonArray words) words.Add(null);
    }
}
