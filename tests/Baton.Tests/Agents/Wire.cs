using System.Text.Json;

namespace Baton.Tests.Agents;

/// <summary>What the two providers send, as their wire formats have it.</summary>
internal static class Wire
{
    public static IEnumerable<string> OpenAIText(string[] words, bool end = true)
    {
        foreach (var word in words) yield return OpenAIChunk($$"""{"role":"assistant","content":{{JsonSerializer.Serialize(word)}}}""");
        if (!end) yield break;
        yield return OpenAIChunk("{}", "stop");
        yield return OpenAIUsage;
        yield return "data: [DONE]";
    }

    public static IEnumerable<string> OpenAITools(params (string Id, string Name, string[] Arguments)[] calls)
    {
        for (var index = 0; index < calls.Length; index++)
        {
            var (id, name, arguments) = calls[index];
            yield return OpenAIChunk(
                $$$"""{"role":"assistant","tool_calls":[{"index":{{{index}}},"id":"{{{id}}}","type":"function","function":{"name":"{{{name}}}","arguments":""}}]}""");
            foreach (var part in arguments)
            {
                yield return OpenAIChunk(
                    $$$"""{"tool_calls":[{"index":{{{index}}},"function":{"arguments":{{{JsonSerializer.Serialize(part)}}} } }]}""");
            }
        }

        yield return OpenAIChunk("{}", "tool_calls");
        yield return OpenAIUsage;
        yield return "data: [DONE]";
    }

    public const string OpenAIUsage =
        """data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-wire","choices":[],"usage":{"prompt_tokens":1000,"completion_tokens":200,"total_tokens":1200,"prompt_tokens_details":{"cached_tokens":400},"completion_tokens_details":{"reasoning_tokens":50}}}""";

    public static IEnumerable<string> AnthropicText(string[] words, bool end = true)
    {
        yield return AnthropicStart;
        yield return Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""");
        foreach (var word in words)
        {
            yield return Event(
                "content_block_delta",
                $$$"""{"type":"content_block_delta","index":0,"delta":{"text":{{{JsonSerializer.Serialize(word)}}},"type":"text_delta"}}""");
        }

        if (!end) yield break;
        yield return Event("content_block_stop", """{"type":"content_block_stop","index":0}""");
        foreach (var line in AnthropicEnd("end_turn")) yield return line;
    }

    public static IEnumerable<string> AnthropicTools(params (string Id, string Name, string[] Arguments)[] calls)
    {
        yield return AnthropicStart;
        for (var index = 0; index < calls.Length; index++)
        {
            var (id, name, arguments) = calls[index];
            yield return Event(
                "content_block_start",
                $$$"""{"type":"content_block_start","index":{{{index}}},"content_block":{"type":"tool_use","id":"{{{id}}}","name":"{{{name}}}","input":{} } }""");
            foreach (var part in arguments)
            {
                yield return Event(
                    "content_block_delta",
                    $$$"""{"type":"content_block_delta","index":{{{index}}},"delta":{"partial_json":{{{JsonSerializer.Serialize(part)}}},"type":"input_json_delta"}}""");
            }

            yield return Event("content_block_stop", $$$"""{"type":"content_block_stop","index":{{{index}}} }""");
        }

        foreach (var line in AnthropicEnd("tool_use")) yield return line;
    }

    private const string AnthropicStart = "event: message_start\n" +
        """data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"m-wire","stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":600,"cache_creation_input_tokens":0,"cache_read_input_tokens":400,"output_tokens":1}}}""";

    private static IEnumerable<string> AnthropicEnd(string reason)
    {
        yield return Event(
            "message_delta", $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{reason}}}","stop_sequence":null},"usage":{"output_tokens":200}}""");
        yield return Event("message_stop", """{"type":"message_stop"}""");
    }

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}";

    private static string OpenAIChunk(string delta, string? finish = null) =>
        $$$"""data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m-wire","choices":[{"index":0,"delta":{{{delta}}},"finish_reason":{{{(finish is null ? "null" : $"\"{finish}\"")}}}}]}""";
}
