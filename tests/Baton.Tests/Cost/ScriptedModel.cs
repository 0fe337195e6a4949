using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Baton.Tests.Cost;

/// <summary>A model that answers what a test wants, and counts how often it is asked.</summary>
internal sealed class ScriptedModel : IChatClient
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>What it says to what it is asked, before and while it streams.</summary>
    public Func<string, CancellationToken, Task<string>> Answer { get; set; } = (asked, _) => Task.FromResult($"re {asked}");

    /// <summary>What it says at once, before the rest.</summary>
    public string? Opening { get; set; }

    public ChatFinishReason Finish { get; set; } = ChatFinishReason.Stop;

    public UsageDetails? Usage { get; set; } = new() { InputTokenCount = 1_000, CachedInputTokenCount = 400, OutputTokenCount = 200 };

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        if (Opening is { } opening) yield return new ChatResponseUpdate(ChatRole.Assistant, opening);
        yield return new ChatResponseUpdate(ChatRole.Assistant, await Answer(messages.Last().Text, cancellationToken)) { FinishReason = Finish };
        if (Usage is { } usage) yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)]);
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
