using System.Text.Json;
using Baton.Contracts;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Models;

/// <summary>Turns Baton's messages into those of model clients, and back.</summary>
internal static class ModelMessages
{
    /// <summary>The messages for a model client. Tool results that follow one another become one message, as providers want them.</summary>
    public static List<ChatMessage> ToChat(string prompt, IReadOnlyList<Message> messages)
    {
        var chat = new List<ChatMessage>(messages.Count + 1) { new(ChatRole.System, prompt) };
        foreach (var message in messages)
        {
            if (message.Type != "tool")
            {
                // A provider refuses a message without content; an agent that said nothing left one.
                if (Speech(message) is { Contents.Count: > 0 } speech) chat.Add(speech);
                continue;
            }

            var result = new FunctionResultContent(message.ToolCallId ?? "", message.Content);
            if (chat[^1].Role == ChatRole.Tool) chat[^1].Contents.Add(result);
            else chat.Add(new ChatMessage(ChatRole.Tool, [result]));
        }

        return chat;
    }

    /// <summary>A model client's message as Baton's: one for each tool result, otherwise one.</summary>
    public static IEnumerable<Message> FromChat(ChatMessage message)
    {
        if (message.Role == ChatRole.Tool)
        {
            return message.Contents.OfType<FunctionResultContent>()
                .Select(result => new Message("tool", result.Result?.ToString() ?? "") { ToolCallId = result.CallId });
        }

        var type = message.Role == ChatRole.Assistant ? "ai" : message.Role == ChatRole.System ? "system" : "human";
        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(call => new MessageToolCall(call.CallId, call.Name, JsonSerializer.SerializeToElement(call.Arguments, BatonJson.Options)))
            .ToList();
        return [new Message(type, message.Text) { ToolCalls = calls.Count > 0 ? calls : null }];
    }

    private static ChatMessage Speech(Message message)
    {
        if (message.Type == "human") return new ChatMessage(ChatRole.User, message.Content);
        if (message.Type == "system") return new ChatMessage(ChatRole.System, message.Content);
        var contents = new List<AIContent>();
        if (message.Content.Length > 0) contents.Add(new TextContent(message.Content));
        foreach (var call in message.ToolCalls ?? [])
        {
            contents.Add(new FunctionCallContent(call.Id, call.Name, ToolArguments.ByName(call.Args)));
        }

        return new ChatMessage(ChatRole.Assistant, contents);
    }
}
