using System.Text.Json;
using Baton.Contracts;

namespace Baton.Engine.Runs;

/// <summary>Inputs of chat clients: <c>{"messages": […]}</c>.</summary>
internal static class ChatInput
{
    /// <summary>The text of the last message, where an input is a chat client's and the contract has no messages of its own.</summary>
    public static bool TryRead(JsonElement input, Contract contract, out string text)
    {
        text = "";
        if (input.ValueKind != JsonValueKind.Object || !input.TryGetProperty("messages"u8, out var messages)) return false;
        if (contract.Schema.TryGetProperty("properties"u8, out var members) && members.TryGetProperty("messages"u8, out _)) return false;
        if (messages.ValueKind == JsonValueKind.String) return Set(messages, out text);
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0) return false;
        return TryText(messages[messages.GetArrayLength() - 1], out text);
    }

    private static bool TryText(JsonElement message, out string text)
    {
        text = "";
        if (message.ValueKind == JsonValueKind.String) return Set(message, out text);
        if (message.ValueKind == JsonValueKind.Array && message.GetArrayLength() == 2 && message[1].ValueKind == JsonValueKind.String) return Set(message[1], out text);
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content"u8, out var content)) return false;
        if (content.ValueKind == JsonValueKind.String) return Set(content, out text);
        if (content.ValueKind != JsonValueKind.Array) return false;
        text = string.Concat(content.EnumerateArray()
            .Where(block => block.ValueKind == JsonValueKind.Object && block.TryGetProperty("text"u8, out var part) && part.ValueKind == JsonValueKind.String)
            .Select(block => block.GetProperty("text"u8).GetString()));
        return text.Length > 0;
    }

    private static bool Set(JsonElement value, out string text)
    {
        text = value.GetString()!;
        return true;
    }
}
