using System.Text.Json;

namespace Baton.Tests.Agents;

public sealed class AnthropicProviderTests : ProviderTests
{
    protected override string Provider => "anthropic";

    protected override string BasePath => "";

    protected override IEnumerable<string> Text(string[] words, bool end = true) => Wire.AnthropicText(words, end);

    protected override IEnumerable<string> Tools(params (string Id, string Name, string[] Arguments)[] calls) => Wire.AnthropicTools(calls);

    protected override string Schema(JsonElement request) => request.GetRawText();

    protected override IEnumerable<string> ToolResults(JsonElement request) =>
        request.GetProperty("messages").EnumerateArray()
            .Where(message => message.GetProperty("content").ValueKind == JsonValueKind.Array)
            .SelectMany(message => message.GetProperty("content").EnumerateArray())
            .Where(block => block.GetProperty("type").ValueEquals("tool_result"))
            .Select(block => block.GetProperty("content") is { ValueKind: JsonValueKind.String } text
                ? text.GetString()!
                : string.Concat(block.GetProperty("content").EnumerateArray().Select(part => part.GetProperty("text").GetString())));
}
