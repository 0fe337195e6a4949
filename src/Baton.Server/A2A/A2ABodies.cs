using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.A2A;

namespace Baton.Server.A2A;

/// <summary>Writes results in the shapes of a version.</summary>
internal static class A2ABodies
{
    /// <summary>Writes a result.</summary>
    public static void Write(Utf8JsonWriter writer, object? result, string version)
    {
        if (version == A2AWire.Version03)
        {
            if (Legacy(result) is { } node) node.WriteTo(writer);
            else writer.WriteNullValue();
            return;
        }

        switch (result)
        {
            case null:
                writer.WriteStartObject();
                writer.WriteEndObject();
                break;
            case StreamEvent happened:
                JsonSerializer.Serialize(writer, happened, A2AJson.Wire.StreamEvent);
                break;
            default:
                JsonSerializer.Serialize(writer, result, result.GetType(), A2AJson.Wire);
                break;
        }
    }

    private static JsonNode? Legacy(object? result) => result switch
    {
        null => null,
        StreamEvent happened => LegacyWriter.Event(happened),
        AgentTask task => LegacyWriter.Task(task),
        PushConfig config => LegacyWriter.Push(config),
        PushConfigPage page => new JsonArray([.. page.Configs.Select(LegacyWriter.Push)]),
        AgentCard card => LegacyCard.Write(card, card.SupportedInterfaces[^1].Url),
        _ => throw new InvalidOperationException($"Version 0.3 has no {result.GetType().Name}."),
    };
}
