using System.Text.Json;

namespace Baton.Tests.Agents;

public sealed class OpenAIProviderTests : ProviderTests
{
    protected override string Provider => "openai";

    protected override string BasePath => "/v1";

    protected override IEnumerable<string> Text(string[] words, bool end = true) => Wire.OpenAIText(words, end);

    protected override IEnumerable<string> Tools(params (string Id, string Name, string[] Arguments)[] calls) => Wire.OpenAITools(calls);

    protected override string Schema(JsonElement request) =>
        request.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema").GetRawText();

    protected override IEnumerable<string> ToolResults(JsonElement request) =>
        request.GetProperty("messages").EnumerateArray()
            .Where(message => message.GetProperty("role").ValueEquals("tool"))
            .Select(message => message.GetProperty("content").GetString()!);
}
