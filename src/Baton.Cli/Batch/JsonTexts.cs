using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Errors;

namespace Baton.Cli.Batch;

/// <summary>Reads JSON that a person wrote, and says where it is wrong.</summary>
internal static class JsonTexts
{
    /// <summary>The value.</summary>
    /// <exception cref="BatonException">It is no JSON.</exception>
    public static JsonNode? Node(string json, string source)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException error)
        {
            throw new BatonException(
                ErrorCodes.CommandInputInvalid, $"{source}: this is no JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}).", error);
        }
    }

    /// <summary>The value, which must be an object.</summary>
    /// <exception cref="BatonException">It is no JSON object.</exception>
    public static JsonObject Object(string json, string source) => AsObject(Node(json, source), source);

    /// <summary>The value as an object.</summary>
    /// <exception cref="BatonException">It is none.</exception>
    public static JsonObject AsObject(JsonNode? node, string source) =>
        node as JsonObject ?? throw new BatonException(ErrorCodes.CommandInputInvalid, $"{source}: a JSON object is expected.");
}
