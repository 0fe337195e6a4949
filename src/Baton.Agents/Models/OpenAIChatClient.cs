using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatFinishReason = Microsoft.Extensions.AI.ChatFinishReason;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Baton.Agents.Models;

/// <summary>The official OpenAI client behind <see cref="IChatClient"/>: chat completions, at any compatible address.</summary>
/// <remarks>Safe for concurrent use. Owns the HTTP client.</remarks>
internal sealed class OpenAIChatClient(ChatClient client, HttpClient http) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatCompletion completion = await client.CompleteChatAsync(
            OpenAIRequest.Messages(messages), OpenAIRequest.Options(options), cancellationToken);
        var contents = new List<AIContent>();
        foreach (var text in completion.Content.Select(part => part.Text).Append(completion.Refusal))
        {
            if (!string.IsNullOrEmpty(text)) contents.Add(new TextContent(text));
        }

        foreach (var call in completion.ToolCalls) contents.Add(Call(call.Id, call.FunctionName, call.FunctionArguments.ToString()));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents) { MessageId = completion.Id })
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            CreatedAt = completion.CreatedAt,
            FinishReason = Reason(completion.FinishReason),
            Usage = completion.Usage is null ? null : Usage(completion.Usage),
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var calls = new SortedDictionary<int, PartialCall>();
        ChatFinishReason? finish = null;
        string? model = null;
        var stream = client.CompleteChatStreamingAsync(OpenAIRequest.Messages(messages), OpenAIRequest.Options(options), cancellationToken);
        await foreach (var part in stream.WithCancellation(cancellationToken))
        {
            model = part.Model ?? model;
            if (part.FinishReason is { } reason) finish = Reason(reason);
            foreach (var call in part.ToolCallUpdates ?? [])
            {
                if (!calls.TryGetValue(call.Index, out var partial)) calls[call.Index] = partial = new PartialCall();
                partial.Add(call);
            }

            foreach (var text in part.ContentUpdate.Select(content => content.Text).Append(part.RefusalUpdate))
            {
                if (!string.IsNullOrEmpty(text)) yield return Update(new TextContent(text), part.CompletionId, model);
            }

            if (part.Usage is not null) yield return Update(new UsageContent(Usage(part.Usage)), part.CompletionId, model);
        }

        // Arguments come in pieces: a call is passed on when its answer is complete.
        if (finish is null) yield break;
        foreach (var call in calls.Values) yield return Update(call.ToContent(), null, model);
        yield return new ChatResponseUpdate(ChatRole.Assistant, []) { ModelId = model, FinishReason = finish };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType.IsInstanceOfType(this) ? this
        : serviceType.IsInstanceOfType(client) ? client
        : null;

    public void Dispose() => http.Dispose();

    private static ChatResponseUpdate Update(AIContent content, string? id, string? model) =>
        new(ChatRole.Assistant, [content]) { ResponseId = id, ModelId = model };

    private static FunctionCallContent Call(string id, string name, string arguments) =>
        FunctionCallContent.CreateFromParsedArguments(arguments.Length == 0 ? "{}" : arguments, id, name, ToolArguments.Parse);

    private static ChatFinishReason Reason(OpenAI.Chat.ChatFinishReason reason) => reason switch
    {
        OpenAI.Chat.ChatFinishReason.Stop => ChatFinishReason.Stop,
        OpenAI.Chat.ChatFinishReason.Length => ChatFinishReason.Length,
        OpenAI.Chat.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        _ => ChatFinishReason.ToolCalls,
    };

    private static UsageDetails Usage(ChatTokenUsage usage) => new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
        ReasoningTokenCount = usage.OutputTokenDetails?.ReasoningTokenCount,
    };

    private sealed class PartialCall
    {
        private readonly StringBuilder _arguments = new();
        private string? _id;
        private string? _name;

        public void Add(StreamingChatToolCallUpdate update)
        {
            _id ??= update.ToolCallId;
            _name ??= update.FunctionName;
            if (update.FunctionArgumentsUpdate is { } arguments) _arguments.Append(arguments);
        }

        public FunctionCallContent ToContent() => Call(_id ?? "", _name ?? "", _arguments.ToString());
    }
}
