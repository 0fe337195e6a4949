using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.A2A;

namespace Baton.Engine.RemoteAgents;

/// <summary>Turns results and events of version 0.3 into those of 1.0.</summary>
internal static class LegacyResults
{
    private static readonly Dictionary<string, TaskState> States =
        Enum.GetValues<TaskState>().ToDictionary(LegacyWriter.State, state => state, StringComparer.Ordinal);

    /// <summary>A task, a message, or a change of one.</summary>
    /// <exception cref="RemoteCallException">It is none of these.</exception>
    public static StreamEvent Event(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Object) throw RemoteCallException.Invalid("its result is no object");
        var read = JsonObject.Create(result)!;
        return Text(read["kind"]) switch
        {
            "task" => Named("task", Task(read)),
            "message" => Named("message", Message(read)),
            "status-update" => Named("statusUpdate", Status(read)),
            "artifact-update" => Named("artifactUpdate", Update(read)),
            _ => throw RemoteCallException.Invalid("its result is of no kind that there is"),
        };
    }

    private static StreamEvent Named(string member, JsonObject value) =>
        RemoteJson.Read(JsonElement.Parse(new JsonObject { [member] = value.DeepClone() }.ToJsonString()), A2AJson.Wire.StreamEvent);

    private static JsonObject Task(JsonObject task)
    {
        Status(task);
        foreach (var artifact in Objects(task["artifacts"])) Parts(artifact);
        foreach (var message in Objects(task["history"])) Message(message);
        return task;
    }

    private static JsonObject Status(JsonObject holder)
    {
        if (holder["status"] is not JsonObject status) return holder;
        if (Text(status["state"]) is { } state) status["state"] = Word(States.GetValueOrDefault(state));
        if (status["message"] is JsonObject message) Message(message);
        return holder;
    }

    private static JsonObject Update(JsonObject update)
    {
        if (update["artifact"] is JsonObject artifact) Parts(artifact);
        return update;
    }

    private static JsonObject Message(JsonObject message)
    {
        message["role"] = Text(message["role"]) == "user" ? "ROLE_USER" : "ROLE_AGENT";
        return Parts(message);
    }

    private static JsonObject Parts(JsonObject holder)
    {
        foreach (var part in Objects(holder["parts"]))
        {
            part.Remove("kind");
            if (part["file"] is not JsonObject file) continue;
            part.Remove("file");
            foreach (var (old, name) in new[] { ("bytes", "raw"), ("uri", "url"), ("name", "filename"), ("mimeType", "mediaType") })
            {
                if (file[old] is { } value) part[name] = value.DeepClone();
            }
        }

        return holder;
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => list is JsonArray items ? items.OfType<JsonObject>() : [];

    private static string Word(TaskState state) => JsonSerializer.SerializeToNode(state)!.GetValue<string>();

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
