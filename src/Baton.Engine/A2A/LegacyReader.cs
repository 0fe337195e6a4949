using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Engine.A2A;

/// <summary>
/// Turns parameters of version 0.3 into those of 1.0. What has no shape of 0.3 is left as it is, so that whoever reads the result says what is
/// wrong with it.
/// </summary>
public static class LegacyReader
{
    /// <summary>The parameters of a method.</summary>
    /// <param name="method">The method's name in 1.0.</param>
    /// <param name="parameters">Its parameters in 0.3, a JSON object.</param>
    public static JsonElement Parameters(string method, JsonElement parameters)
    {
        var read = JsonObject.Create(parameters) ?? [];
        switch (method)
        {
            case A2AMethods.Send or A2AMethods.Stream:
                if (read["message"] is JsonObject message) ReadMessage(message);
                if (read["configuration"] is JsonObject configuration) ReadConfiguration(configuration);
                break;
            case A2AMethods.CreatePush:
                read = Flat(read);
                break;
            case A2AMethods.GetPush or A2AMethods.DeletePush:
                Move(read, "id", "taskId");
                Move(read, "pushNotificationConfigId", "id");
                break;
            case A2AMethods.ListPush:
                Move(read, "id", "taskId");
                break;
        }

        return JsonElement.Parse(read.ToJsonString());
    }

    private static void ReadMessage(JsonObject message)
    {
        message.Remove("kind");
        if (Text(message["role"]) is { } role) message["role"] = role switch { "user" => "ROLE_USER", "agent" => "ROLE_AGENT", _ => role };
        if (message["parts"] is not JsonArray parts) return;
        foreach (var part in parts.OfType<JsonObject>()) ReadPart(part);
    }

    private static void ReadPart(JsonObject part)
    {
        part.Remove("kind");
        if (part["file"] is not JsonObject file) return;
        part.Remove("file");
        Move(file, "bytes", "raw", part);
        Move(file, "uri", "url", part);
        Move(file, "name", "filename", part);
        Move(file, "mimeType", "mediaType", part);
    }

    private static void ReadConfiguration(JsonObject configuration)
    {
        if (configuration["blocking"]?.GetValueKind() is JsonValueKind.False) configuration["returnImmediately"] = true;
        if (configuration["pushNotificationConfig"] is not JsonObject push) return;
        configuration.Remove("pushNotificationConfig");
        configuration["taskPushNotificationConfig"] = Authenticated(push);
    }

    private static JsonObject Flat(JsonObject set)
    {
        if (set["pushNotificationConfig"] is not JsonObject push) return set;
        set.Remove("pushNotificationConfig");
        Move(set, "taskId", "taskId", push);
        return Authenticated(push);
    }

    private static JsonObject Authenticated(JsonObject push)
    {
        if (push["authentication"] is not JsonObject authentication || authentication["schemes"] is not JsonArray { Count: > 0 } schemes) return push;
        authentication["scheme"] = schemes[0]?.DeepClone();
        authentication.Remove("schemes");
        return push;
    }

    private static void Move(JsonObject from, string member, string name, JsonObject? to = null)
    {
        if (!from.TryGetPropertyValue(member, out var value) || value is null) return;
        from.Remove(member);
        (to ?? from)[name] = value;
    }

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
