using System.Text.Json;
using Baton.Errors;

namespace Baton.Agents.Intents;

/// <summary>Reads examples from JSON, and knows on which line each stands.</summary>
internal static class JsonExamples
{
    /// <summary>Reads them.</summary>
    /// <exception cref="ValidationException">Rows have faults.</exception>
    /// <exception cref="BatonException">It is no JSON.</exception>
    public static IReadOnlyList<IntentExample> Read(ReadOnlySpan<byte> json, string source, ExamplePart part)
    {
        if (json.StartsWith("\uFEFF"u8)) json = json[3..];
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var rows = new List<ExampleRow>();
            ReadParts(ref reader, json, rows);
            return Gather(rows, source, part);
        }
        catch (JsonException error)
        {
            throw new BatonException(
                ErrorCodes.CommandInputInvalid, $"{source}: this is no JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}).", error);
        }
    }

    private static IReadOnlyList<IntentExample> Gather(List<ExampleRow> all, string source, ExamplePart part)
    {
        var hasTest = all.Exists(row => IsTest(row.Part));
        var gathered = new IntentExamples.ExampleRows(source);
        foreach (var row in all)
        {
            if (part == ExamplePart.Training && IsTest(row.Part)) continue;
            if (part == ExamplePart.Test && hasTest && !IsTest(row.Part)) continue;
            var goOn = row.Fault is { } fault ? gathered.Fault(row.Line, fault) : gathered.Add(row.Text, row.Intent, row.Line);
            if (!goOn) break;
        }

        return gathered.Finish();
    }

    private static bool IsTest(string part) => part.Split('_', '-', '.').Contains("test", StringComparer.OrdinalIgnoreCase);

    private static void ReadParts(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, List<ExampleRow> rows)
    {
        var lines = new LineCounter();
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadRows(ref reader, json, "", lines, rows);
        }
        else if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var part = reader.GetString()!;
                reader.Read();
                if (reader.TokenType == JsonTokenType.StartArray) ReadRows(ref reader, json, part, lines, rows);
                else reader.Skip();
            }
        }

        // Whatever stands behind the end is a fault that the reader itself tells.
        while (reader.Read()) reader.Skip();
    }

    private static void ReadRows(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string part, LineCounter lines, List<ExampleRow> rows)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var line = lines.At(json, (int)reader.TokenStartIndex);
            var row = JsonElement.ParseValue(ref reader);
            var (text, intent) = row.ValueKind switch
            {
                JsonValueKind.Array when row.GetArrayLength() == 2 => (TextOf(row[0]), TextOf(row[1])),
                JsonValueKind.Object => (Member(row, IntentExamples.TextNames), Member(row, IntentExamples.IntentNames)),
                _ => (null, null),
            };
            rows.Add(text is null || intent is null
                ? new ExampleRow(part, line, "", "", "[text, intent] is expected, or an object with both, as texts.")
                : new ExampleRow(part, line, text, intent, null));
        }
    }

    private static string? Member(JsonElement row, string[] names)
    {
        foreach (var name in names)
        {
            if (row.TryGetProperty(name, out var value)) return TextOf(value);
        }

        return null;
    }

    private static string? TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record ExampleRow(string Part, int Line, string Text, string Intent, string? Fault);

    /// <summary>Counts lines on the way, so that a long file is gone through once.</summary>
    private sealed class LineCounter
    {
        private int _line = 1;
        private int _position;

        public int At(ReadOnlySpan<byte> json, int position)
        {
            _line += json[_position..position].Count((byte)'\n');
            _position = position;
            return _line;
        }
    }
}
