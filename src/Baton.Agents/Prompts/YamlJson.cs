using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Baton.Agents.Prompts;

/// <summary>YAML as JSON, by YAML's core schema: plain numbers, booleans and nulls are such, everything else is text.</summary>
internal static class YamlJson
{
    public static JsonElement Of(YamlNode node) => JsonSerializer.SerializeToElement(Node(node));

    public static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" };

    private static JsonNode? Node(YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                var members = new JsonObject();
                foreach (var (key, value) in mapping.Children) members[(key as YamlScalarNode)?.Value ?? ""] = Node(value);
                return members;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Children.Select(Node)]);
            case YamlScalarNode scalar:
                return Scalar(scalar);
            default:
                return null;
        }
    }

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        if (scalar.Style != ScalarStyle.Plain) return JsonValue.Create(scalar.Value);
        if (IsNull(scalar)) return null;
        if (scalar.Value is "true" or "false") return JsonValue.Create(scalar.Value == "true");
        return decimal.TryParse(scalar.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
            : JsonValue.Create(scalar.Value);
    }
}
