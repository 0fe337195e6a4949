using System.Text.Json.Nodes;
using Baton.Contracts;
using Baton.Errors;

namespace Baton.Cli.Batch;

/// <summary>What <c>--input</c> names: a JSON text, or a file of one or many inputs.</summary>
/// <param name="Text">The option's value.</param>
internal sealed record InputSource(string Text)
{
    /// <summary>True where the source can hold many inputs: their results are reported as a batch.</summary>
    public bool IsBatch => Extension is ".csv" or ".jsonl";

    private bool IsFile => Text.StartsWith('@');

    private string Path => Text[1..];

    private string Extension => IsFile ? System.IO.Path.GetExtension(Path).ToLowerInvariant() : "";

    /// <summary>The inputs, all read and checked before the first is run.</summary>
    /// <exception cref="BatonException">The file is missing or its content cannot be read; the text names the line.</exception>
    public IReadOnlyList<JsonObject> Read(InputMapping mapping, InputFields fields)
    {
        if (IsFile && !File.Exists(Path)) throw new BatonException(ErrorCodes.CommandInputInvalid, $"There is no file '{Path}'.");
        return Extension switch
        {
            ".csv" => ReadCsv(mapping, fields),
            ".jsonl" => [.. File.ReadLines(Path).Select((line, index) => (line, index)).Where(pair => !string.IsNullOrWhiteSpace(pair.line))
                .Select(pair => mapping.FromJson(JsonTexts.Object(pair.line, $"{Path}, line {pair.index + 1}"), fields))],
            _ => ReadJson(mapping, fields),
        };
    }

    private List<JsonObject> ReadCsv(InputMapping mapping, InputFields fields)
    {
        using var text = new StreamReader(Path);
        return [.. new CsvReader(text, Path).Rows().Select(row => mapping.FromRow(row, fields))];
    }

    private List<JsonObject> ReadJson(InputMapping mapping, InputFields fields)
    {
        var source = IsFile ? Path : "--input";
        var node = JsonTexts.Node(IsFile ? File.ReadAllText(Path) : Text, source);
        return node is JsonArray many
            ? [.. many.Select((item, index) => mapping.FromJson(JsonTexts.AsObject(item, $"{source}, item {index}"), fields))]
            : [mapping.FromJson(JsonTexts.AsObject(node, source), fields)];
    }
}
