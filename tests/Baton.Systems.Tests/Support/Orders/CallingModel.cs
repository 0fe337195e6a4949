using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Baton.Systems.Tests.Support.Orders;

/// <summary>A model that first makes all its calls at once, and then says what became of them.</summary>
internal sealed class CallingModel((string Tool, string Arguments)[] calls) : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var results = messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result?.ToString()).ToList();
        yield return new ChatResponseUpdate(
            ChatRole.Assistant,
            results.Count > 0
                ? [new TextContent(string.Join('\n', results))]
                : [.. calls.Select((call, index) => new FunctionCallContent($"call_{index}", call.Tool, JsonSerializer.Deserialize<Dictionary<string, object?>>(call.Arguments)))]);
        await Task.CompletedTask;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}
