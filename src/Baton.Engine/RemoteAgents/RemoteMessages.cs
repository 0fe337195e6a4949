using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.A2A;
using Baton.Graphs;

namespace Baton.Engine.RemoteAgents;

/// <summary>Requests as messages.</summary>
internal static class RemoteMessages
{
    private const int MaxText = 1024 * 1024;
    private const int MaxId = 256;

    /// <summary>The message of a request.</summary>
    /// <param name="id">The message's id; a conversation that is begun is named after it.</param>
    /// <param name="request">The request.</param>
    public static AgentMessage Of(string id, RemoteRequest request)
    {
        List<Part> parts = [];
        if (request.Text.Length > 0) parts.Add(Part.OfText(request.Text));
        if (request.Data is { } data) parts.Add(Part.OfData(data));
        return new AgentMessage(id, MessageRole.User, parts)
        {
            ContextId = request.Conversation ?? (request.Task is null ? ConversationOf(id) : null),
            TaskId = request.Task,
            Metadata = request.Context.Count > 0 ? JsonSerializer.SerializeToElement(request.Context, BatonJson.Options) : null,
        };
    }

    /// <summary>What is wrong with a request, or null.</summary>
    public static string? Fault(RemoteRequest? request) => request switch
    {
        null => "There is no request.",
        { Text: null or "", Data: null } => "The message says nothing: give it a text or data.",
        { Text.Length: > MaxText } => $"The text has more than {MaxText} characters.",
        { Data: { } data } when data.GetRawText().Length > MaxText => $"The data have more than {MaxText} characters of JSON.",
        { Conversation: "" or { Length: > MaxId } } or { Task: "" or { Length: > MaxId } } => $"The ids of conversation and task have 1 to {MaxId} characters.",
        _ when JsonSerializer.Serialize(request.Context, BatonJson.Options).Length > TaskMetadata.MaxLength => $"The context has more than {TaskMetadata.MaxLength} characters of JSON.",
        _ => null,
    };

    private static string ConversationOf(string id) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"conversation|{id}")).AsSpan(0, 16)).ToString("D");
}
