using System.Text.Json;

namespace Baton.Benchmarks;

/// <summary>A folder of labelled texts: injection attempts, sentences with marked personal data, harmless messages.</summary>
internal sealed class SafetyData
{
    private SafetyData(IReadOnlyList<Attack> attacks, IReadOnlyList<MarkedText> marked, IReadOnlyList<string> benign)
    {
        Attacks = attacks;
        Marked = marked;
        Benign = benign;
    }

    public IReadOnlyList<Attack> Attacks { get; }

    public IReadOnlyList<MarkedText> Marked { get; }

    public IReadOnlyList<string> Benign { get; }

    /// <summary>Messages to a support desk; empty where the folder has none.</summary>
    public IReadOnlyList<string> Messages { get; private init; } = [];

    /// <summary>Documents that an agent may retrieve; empty where the folder has none.</summary>
    public IReadOnlyList<string> Documents { get; private init; } = [];

    public static SafetyData Read(string folder)
    {
        var attacks = Parse(folder, "injection", "prompts.json").EnumerateArray().Select(row => new Attack(
            row.GetProperty("prompt_id").GetInt32(), row.GetProperty("test_case_prompt").GetString()!, row.GetProperty("user_input").GetString()!,
            row.GetProperty("injection_variant").GetString()!, row.GetProperty("injection_type").GetString()!));
        var marked = Parse(folder, "pii", "sentences.json").EnumerateArray().Select(row => new MarkedText(
            row.GetProperty("template_id").GetInt32(), row.GetProperty("full_text").GetString()!,
            [.. row.GetProperty("spans").EnumerateArray().Select(span => new MarkedSpan(
                span.GetProperty("entity_type").GetString()!, span.GetProperty("start_position").GetInt32(), span.GetProperty("end_position").GetInt32()))]));
        var banking = Csv.Rows(File.ReadAllText(Path.Combine(folder, "banking77", "train.csv"))).Skip(1).Select(row => row[0]);
        var clinc = Parse(folder, "clinc150", "train.json").EnumerateObject().SelectMany(part => part.Value.EnumerateArray()).Select(row => row[0].GetString()!);
        return new SafetyData([.. attacks], [.. marked], [.. banking, .. clinc])
        {
            Messages = Optional(folder, "support-messages", "bitext.csv") is { } messages ? [.. Csv.Rows(messages).Skip(1).Select(row => row[2])] : [],
            Documents = Optional(folder, "knowledge", "documents.jsonl") is { } documents
                ? [.. documents.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("text").GetString()!)]
                : [],
        };
    }

    private static string? Optional(params string[] path) => File.Exists(Path.Combine(path)) ? File.ReadAllText(Path.Combine(path)) : null;

    private static JsonElement Parse(params string[] path) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(path)));
}

/// <summary>An attempt to take a model over.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Prompt">The prompt of the agent that is attacked.</param>
/// <param name="Text">What the attacker writes, or has the customer hand over.</param>
/// <param name="Variant">How it is done.</param>
/// <param name="Type"><c>direct</c>, or <c>indirect</c> within a document.</param>
internal sealed record Attack(int Id, string Prompt, string Text, string Variant, string Type);

/// <summary>A sentence with marked personal data.</summary>
internal sealed record MarkedText(int Template, string Text, IReadOnlyList<MarkedSpan> Spans);

/// <summary>A stretch of a sentence.</summary>
internal sealed record MarkedSpan(string Type, int Start, int End);

/// <summary>Comma-separated values, quoted where they have commas or line ends.</summary>
internal static class Csv
{
    public static IEnumerable<string[]> Rows(string text)
    {
        var row = new List<string>();
        var field = new System.Text.StringBuilder();
        var quoted = false;
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (character == '"' && quoted && index + 1 < text.Length && text[index + 1] == '"') field.Append(text[++index]);
            else if (character == '"') quoted = !quoted;
            else if (quoted || character is not (',' or '\n' or '\r')) field.Append(character);
            else if (character != '\r')
            {
                row.Add(field.ToString());
                field.Clear();
                if (character == ',') continue;
                yield return [.. row];
                row.Clear();
            }
        }

        if (field.Length + row.Count > 0) yield return [.. row, field.ToString()];
    }
}
