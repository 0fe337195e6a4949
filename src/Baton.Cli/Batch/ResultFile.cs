using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Cli.Batch;

/// <summary>Writes results as JSON lines, each as soon as it is there: <c>{index, input, output | error, waits, ms}</c>.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ResultFile(string path) : IAsyncDisposable
{
    private static readonly JsonSerializerOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _gate = new();
    private readonly StreamWriter _writer = new(path);

    public void Add(BatchResult result)
    {
        var line = new JsonObject { ["index"] = result.Index, ["input"] = result.Input.DeepClone() };
        if (result.Outcome.Output is { } output) line["output"] = JsonNode.Parse(output.GetRawText());
        if (result.Outcome.Error is { } error) line["error"] = error;
        if (result.Outcome.Waits) line["waits"] = true;
        line["ms"] = Math.Round(result.Took.TotalMilliseconds, 1);
        lock (_gate) _writer.WriteLine(line.ToJsonString(_options));
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
