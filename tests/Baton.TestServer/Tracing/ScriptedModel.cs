using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Baton.LedgerServer.Tracing;

/// <summary>A model that calls one tool and then says what it was told.</summary>
public sealed class ScriptedModel : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        var last = messages.Last();
        var told = last.Role == ChatRole.Tool ? last.Contents.OfType<FunctionResultContent>().Last().Result?.ToString() : null;
        AIContent content = told is null
            ? new FunctionCallContent("call_1", "find_order", new Dictionary<string, object?> { ["about"] = last.Text })
            : new TextContent($"It is settled: {told}");
        yield return new ChatResponseUpdate(ChatRole.Assistant, [content]) { ModelId = "scripted-1", ResponseId = "answer-1" };
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 100, OutputTokenCount = 20 })])
        {
            FinishReason = told is null ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
