using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using Wire = OpenAI.Chat;

namespace Baton.Agents.Models;

/// <summary>Turns a request of <see cref="IChatClient"/> into one of the OpenAI client.</summary>
internal static class OpenAIRequest
{
    public static List<Wire.ChatMessage> Messages(IEnumerable<ChatMessage> messages)
    {
        var wire = new List<Wire.ChatMessage>();
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.Tool)
            {
                wire.AddRange(message.Contents.OfType<FunctionResultContent>().Select(Result));
                continue;
            }

            wire.Add(message.Role == ChatRole.System ? new SystemChatMessage(message.Text)
                : message.Role == ChatRole.Assistant ? Assistant(message)
                : new UserChatMessage(message.Text));
        }

        return wire;
    }

    public static ChatCompletionOptions Options(ChatOptions? options)
    {
        var wire = new ChatCompletionOptions();
        if (options is null) return wire;
        wire.Temperature = options.Temperature;
        wire.TopP = options.TopP;
        wire.MaxOutputTokenCount = options.MaxOutputTokens;
        foreach (var stop in options.StopSequences ?? []) wire.StopSequences.Add(stop);
        foreach (var tool in options.Tools?.OfType<AIFunctionDeclaration>() ?? [])
        {
            wire.Tools.Add(ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.JsonSchema.GetRawText())));
        }

        if (wire.Tools.Count > 0 && options.ToolMode is NoneChatToolMode) wire.ToolChoice = ChatToolChoice.CreateNoneChoice();
        wire.ResponseFormat = options.ResponseFormat switch
        {
            ChatResponseFormatJson { Schema: { } schema } json => Wire.ChatResponseFormat.CreateJsonSchemaFormat(
                json.SchemaName ?? "answer", BinaryData.FromString(schema.GetRawText()), json.SchemaDescription, CanBeStrict(schema)),
            ChatResponseFormatJson => Wire.ChatResponseFormat.CreateJsonObjectFormat(),
            _ => null,
        };
        return wire;
    }

    private static ToolChatMessage Result(FunctionResultContent result) => new(result.CallId, result.Result?.ToString() ?? "");

    private static AssistantChatMessage Assistant(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>()
            .Select(call => ChatToolCall.CreateFunctionToolCall(
                call.CallId, call.Name, BinaryData.FromString(JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>()))))
            .ToList();
        if (calls.Count == 0) return new AssistantChatMessage(message.Text);
        var assistant = new AssistantChatMessage(calls);
        if (message.Text.Length > 0) assistant.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        return assistant;
    }

    /// <summary>Strict mode takes only objects whose members are all named and required: no dictionaries, no members of any type.</summary>
    private static bool CanBeStrict(JsonElement schema)
    {
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False) return false;
        if (schema.ValueKind != JsonValueKind.Object) return true;
        if (!schema.EnumerateObject().Any()) return false;
        if (schema.TryGetProperty("properties", out var properties))
        {
            var strict = schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False;
            if (!strict || !properties.EnumerateObject().All(property => CanBeStrict(property.Value))) return false;
        }
        else if (schema.TryGetProperty("additionalProperties", out _)) return false;

        if (schema.TryGetProperty("items", out var items) && !CanBeStrict(items)) return false;
        return !schema.TryGetProperty("anyOf", out var forms) || forms.EnumerateArray().All(CanBeStrict);
    }
}
