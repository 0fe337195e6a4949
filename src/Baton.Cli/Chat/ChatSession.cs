using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Cli.Client;
using Baton.Errors;

namespace Baton.Cli.Chat;

/// <summary>One conversation with an assistant: a thread on a server.</summary>
internal sealed class ChatSession(BatonClient client, string assistant)
{
    private string? _thread;

    /// <summary>The assistant.</summary>
    public string Assistant { get; } = assistant;

    /// <summary>The thread, or null before the first message.</summary>
    public string? Thread => _thread;

    /// <summary>What the last run ended with: its output, or its state where it waits; null before the first.</summary>
    public JsonElement? Last { get; private set; }

    /// <summary>Asks the server whether it has the assistant and its graph works.</summary>
    /// <exception cref="BatonException">It does not, or nobody answers; the text says what to do.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var found = await client.GetAsync($"assistants/{Uri.EscapeDataString(Assistant)}", cancellationToken);
        if (!found.TryGetProperty("metadata", out var metadata) || ChatJson.Member(metadata, "error") is not { } reason) return;
        throw new BatonException(ChatJson.Member(metadata, "code") ?? ErrorCodes.GraphBroken, reason);
    }

    /// <summary>Begins a new conversation with the next message.</summary>
    public void Forget()
    {
        _thread = null;
        Last = null;
    }

    /// <summary>Sends a message and passes on what comes back while it comes.</summary>
    /// <exception cref="BatonException">The server refused, or does not answer.</exception>
    public async Task SendAsync(string message, ChatScreen screen, CancellationToken cancellationToken)
    {
        _thread ??= (await client.PostAsync("threads", [], cancellationToken)).GetProperty("thread_id").GetString()!;
        var body = new JsonObject
        {
            ["assistant_id"] = Assistant,
            ["input"] = new JsonObject
            {
                ["messages"] = new JsonArray(new JsonObject { ["type"] = "human", ["content"] = message }),
            },
            ["stream_mode"] = new JsonArray("messages-tuple", "values"),
        };
        var reply = new ReplyReader(screen);
        await foreach (var item in client.StreamAsync($"threads/{Uri.EscapeDataString(_thread)}/runs/stream", body, cancellationToken))
        {
            if (item.Name == "values") Last = item.Data;
            reply.Read(item);
        }

        reply.Finish(Last);
    }

    /// <summary>The messages of the conversation, oldest first.</summary>
    public async ValueTask<IReadOnlyList<(string Speaker, string Text)>> HistoryAsync(CancellationToken cancellationToken)
    {
        if (_thread is null) return [];
        var state = await client.GetAsync($"threads/{Uri.EscapeDataString(_thread)}/state", cancellationToken);
        return state.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Object
            && values.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array
            ? [.. messages.EnumerateArray().Select(message => (Speaker(message), ChatJson.Text(message)))]
            : [];
    }

    private static string Speaker(JsonElement message) =>
        ChatJson.Member(message, "type") is "human" ? "you" : ChatJson.Member(message, "name") ?? ChatJson.Member(message, "type") ?? "agent";
}
