using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Engine.A2A;

/// <summary>Writes what version 1.0 says in the shapes of version 0.3: <c>kind</c> members, small words, bare results.</summary>
public static class LegacyWriter
{
    /// <summary>A task.</summary>
    public static JsonObject Task(AgentTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        var written = new JsonObject { ["kind"] = "task", ["id"] = task.Id, ["contextId"] = task.ContextId, ["status"] = Status(task.Status) };
        if (task.Artifacts is { } artifacts) written["artifacts"] = List(artifacts, Artifact);
        if (task.History is { } history) written["history"] = List(history, Message);
        return With(written, "metadata", Node(task.Metadata));
    }

    /// <summary>A message.</summary>
    public static JsonObject Message(AgentMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var written = new JsonObject
        {
            ["kind"] = "message",
            ["messageId"] = message.MessageId,
            ["role"] = message.Role == MessageRole.User ? "user" : "agent",
            ["parts"] = List(message.Parts, Part),
        };
        With(written, "contextId", message.ContextId);
        With(written, "taskId", message.TaskId);
        if (message.Extensions is { } extensions) written["extensions"] = List(extensions, uri => JsonValue.Create(uri));
        if (message.ReferenceTaskIds is { } tasks) written["referenceTaskIds"] = List(tasks, id => JsonValue.Create(id));
        return With(written, "metadata", Node(message.Metadata));
    }

    /// <summary>An event of a stream. A change of state says whether it is the stream's last.</summary>
    public static JsonObject Event(StreamEvent happened) => happened switch
    {
        { Task: { } task } => Task(task),
        { Message: { } message } => Message(message),
        { StatusUpdate: { } update } => new JsonObject
        {
            ["kind"] = "status-update",
            ["taskId"] = update.TaskId,
            ["contextId"] = update.ContextId,
            ["status"] = Status(update.Status),
            ["final"] = update.Status.State.IsTerminal() || update.Status.State.IsInterrupted(),
        },
        { ArtifactUpdate: { } update } => new JsonObject
        {
            ["kind"] = "artifact-update",
            ["taskId"] = update.TaskId,
            ["contextId"] = update.ContextId,
            ["artifact"] = Artifact(update.Artifact),
            ["append"] = update.Append,
            ["lastChunk"] = update.LastChunk,
        },
        _ => throw new ArgumentException("An event has one of its members.", nameof(happened)),
    };

    /// <summary>A push configuration.</summary>
    public static JsonObject Push(PushConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var inner = new JsonObject { ["url"] = config.Url };
        With(inner, "id", config.Id);
        With(inner, "token", config.Token);
        if (config.Authentication is { } authentication)
        {
            inner["authentication"] = With(new JsonObject { ["schemes"] = new JsonArray(authentication.Scheme) }, "credentials", authentication.Credentials);
        }

        return new JsonObject { ["taskId"] = config.TaskId, ["pushNotificationConfig"] = inner };
    }

    /// <summary>The word for a state.</summary>
    public static string State(TaskState state) => state switch
    {
        TaskState.Submitted => "submitted",
        TaskState.Working => "working",
        TaskState.Completed => "completed",
        TaskState.Failed => "failed",
        TaskState.Canceled => "canceled",
        TaskState.InputRequired => "input-required",
        TaskState.Rejected => "rejected",
        TaskState.AuthRequired => "auth-required",
        _ => "unknown",
    };

    private static JsonObject Status(AgentTaskStatus status)
    {
        var written = new JsonObject { ["state"] = State(status.State) };
        if (status.Message is { } message) written["message"] = Message(message);
        return With(written, "timestamp", status.Timestamp?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
    }

    private static JsonObject Artifact(Artifact artifact)
    {
        var written = new JsonObject { ["artifactId"] = artifact.ArtifactId, ["parts"] = List(artifact.Parts, Part) };
        With(written, "name", artifact.Name);
        With(written, "description", artifact.Description);
        return With(written, "metadata", Node(artifact.Metadata));
    }

    private static JsonObject Part(Part part) => With(
        part switch
        {
            { Raw: { } bytes } => new JsonObject { ["kind"] = "file", ["file"] = File(part, "bytes", bytes) },
            { Url: { } uri } => new JsonObject { ["kind"] = "file", ["file"] = File(part, "uri", uri) },
            // Data of 0.3 are objects.
            { Data: { } data } => new JsonObject { ["kind"] = "data", ["data"] = data.ValueKind == JsonValueKind.Object ? Node(data) : new JsonObject { ["value"] = Node(data) } },
            _ => new JsonObject { ["kind"] = "text", ["text"] = part.Text ?? "" },
        },
        "metadata",
        Node(part.Metadata));

    private static JsonObject File(Part part, string member, string content) =>
        With(With(new JsonObject { [member] = content }, "name", part.Filename), "mimeType", part.MediaType);

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> write) => [.. items.Select(write)];

    private static JsonObject With(JsonObject written, string member, JsonNode? value)
    {
        if (value is not null) written[member] = value;
        return written;
    }

    private static JsonNode? Node(JsonElement? value) => value is { } element ? JsonNode.Parse(element.GetRawText()) : null;
}
