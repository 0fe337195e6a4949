using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Contracts;
using Baton.Engine.A2A;

namespace Baton.Engine.RemoteAgents;

/// <summary>Reads tasks and messages of other agents as answers.</summary>
internal static class AnswerReader
{
    private const int MaxParts = 1_000;

    /// <summary>A task as it stands.</summary>
    /// <exception cref="RemoteCallException">It is not one.</exception>
    public static RemoteAnswer Of(AgentTask? task)
    {
        if (task is not { Id.Length: > 0, Status: not null }) throw RemoteCallException.Invalid("its task has no id or no status");
        if (task.Status.State == TaskState.Unspecified) throw RemoteCallException.Invalid("its task has no state");
        var answer = new RemoteAnswer(task.Status.State) { Task = task.Id, Conversation = NotEmpty(task.ContextId) };
        if (!answer.Rests()) return answer;
        return With(answer, task.Status.State == TaskState.Completed ? Made(task) : Said(task));
    }

    /// <summary>A message that is the whole answer.</summary>
    /// <exception cref="RemoteCallException">It is not one.</exception>
    public static RemoteAnswer Of(AgentMessage? message)
    {
        if (message?.Parts is not { Count: > 0 } parts) throw RemoteCallException.Invalid("its message has no parts");
        return With(new RemoteAnswer(TaskState.Completed) { Task = NotEmpty(message.TaskId), Conversation = NotEmpty(message.ContextId) }, parts);
    }

    /// <summary>
    /// What it made; where it made nothing, what it said last. An artifact's texts are one text, which came in pieces.
    /// </summary>
    private static IEnumerable<Part> Made(AgentTask task)
    {
        var artifacts = (task.Artifacts ?? []).Select(artifact => artifact?.Parts ?? []).Where(parts => parts.Count > 0).ToList();
        return artifacts.Count == 0 ? Said(task) : artifacts.SelectMany(Joined);
    }

    private static IEnumerable<Part> Joined(IReadOnlyList<Part> parts)
    {
        var text = string.Concat(parts.Select(part => part?.Text));
        return text.Length == 0 ? parts : parts.Where(part => part?.Text is null).Prepend(Part.OfText(text));
    }

    private static IEnumerable<Part> Said(AgentTask task) =>
        task.Status.Message?.Parts
        ?? task.History?.LastOrDefault(message => message?.Role == MessageRole.Agent)?.Parts
        ?? [];

    private static RemoteAnswer With(RemoteAnswer answer, IEnumerable<Part> given)
    {
        var parts = given.Take(MaxParts + 1).ToList();
        if (parts.Count > MaxParts) throw RemoteCallException.Invalid($"its answer has more than {MaxParts} parts");
        if (parts.Contains(null!)) throw RemoteCallException.Invalid("a part of its answer is null");
        var files = parts.Where(part => part.Raw is not null || part.Url is not null).Select(File).ToList();
        return answer with
        {
            Text = string.Join('\n', parts.Where(part => part.Text is not null).Select(part => part.Text)),
            Data = Data([.. parts.Where(part => part.Data is not null).Select(part => part.Data!.Value)]),
            Files = files.Count > 0 ? files : null,
        };
    }

    private static JsonElement? Data(List<JsonElement> parts) => parts switch
    {
        [] => null,
        [var one] => one,
        _ => JsonElement.Parse(new JsonArray([.. parts.Select(part => JsonNode.Parse(part.GetRawText()))]).ToJsonString()),
    };

    private static FileContent File(Part part) => new() { Name = part.Filename, MediaType = part.MediaType, Bytes = part.Raw, Uri = part.Url };

    private static string? NotEmpty(string? text) => text is { Length: > 0 } ? text : null;
}
