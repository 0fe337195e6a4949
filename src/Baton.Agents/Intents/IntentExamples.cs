using Baton.Contracts;
using Baton.Errors;

namespace Baton.Agents.Intents;

/// <summary>
/// Reads examples: a CSV file with a column <c>text</c> (or <c>message</c>, <c>utterance</c>, <c>instruction</c>) and a column <c>intent</c>
/// (or <c>label</c>, <c>category</c>); or a JSON file with an array of <c>[text, intent]</c> or of objects with such members, or an object of
/// such arrays by part (<c>train</c>, <c>val</c>, <c>test</c>, <c>oos_train</c> …). The intent <c>oos</c> or <c>out_of_scope</c> is none.
/// </summary>
public static class IntentExamples
{
    internal const int MostFaults = 20;
    internal const int LongestIntent = 200;
    private const int MostExamples = 1_000_000;

    internal static readonly string[] TextNames = ["text", "message", "utterance", "instruction"];
    internal static readonly string[] IntentNames = ["intent", "label", "category"];
    private static readonly string[] OutOfScope = ["oos", "out_of_scope"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; JSON where it ends in <c>.json</c>, otherwise CSV.</param>
    /// <param name="part">Which parts of a JSON file in parts.</param>
    /// <exception cref="ValidationException">Rows have faults; the first of them are listed, with their lines (BTN7101).</exception>
    /// <exception cref="BatonException">The file is missing, or neither CSV nor JSON (BTN8001).</exception>
    public static IReadOnlyList<IntentExample> Read(string path, ExamplePart part = ExamplePart.All)
    {
        if (!File.Exists(path)) throw new BatonException(ErrorCodes.CommandInputInvalid, $"There is no file '{path}'.");
        if (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return JsonExamples.Read(File.ReadAllBytes(path), path, part);
        using var text = new StreamReader(path);
        return ReadCsv(text, path);
    }

    /// <summary>Reads CSV.</summary>
    /// <param name="text">The text; not disposed.</param>
    /// <param name="source">What errors name.</param>
    /// <exception cref="ValidationException">Rows have faults; the first of them are listed, with their lines (BTN7101).</exception>
    /// <exception cref="BatonException">It is no CSV (BTN8001).</exception>
    public static IReadOnlyList<IntentExample> ReadCsv(TextReader text, string source)
    {
        var rows = new ExampleRows(source);
        var reader = new CsvReader(text, source);
        foreach (var row in reader.Rows())
        {
            if (Named(row, TextNames) is not { } message || Named(row, IntentNames) is not { } intent)
            {
                rows.Fault(1, $"a column {string.Join(" or ", TextNames)} and a column {string.Join(" or ", IntentNames)} are needed.");
                break;
            }

            if (!rows.Add(message, intent, reader.Line)) break;
        }

        return rows.Finish();
    }

    private static string? Named(IReadOnlyDictionary<string, string> row, string[] names)
    {
        foreach (var name in names)
        {
            if (row.TryGetValue(name, out var value)) return value;
        }

        return null;
    }

    /// <summary>Gathers rows and their faults.</summary>
    internal sealed class ExampleRows(string source)
    {
        private readonly List<IntentExample> _examples = [];
        private readonly List<Fault> _faults = [];

        /// <summary>Adds a row; false where there are too many faults to go on.</summary>
        public bool Add(string text, string intent, int line)
        {
            var name = intent.Trim();
            if (string.IsNullOrWhiteSpace(text)) Fault(line, "the text is empty.");
            else if (name.Length == 0) Fault(line, "the intent is empty; write 'oos' for a message that has none.");
            else if (name.Length > LongestIntent) Fault(line, $"the intent has more than {LongestIntent} characters.");
            else if (_examples.Count == MostExamples) Fault(line, $"there are more than {MostExamples} examples.");
            else _examples.Add(new IntentExample(text, OutOfScope.Contains(name) ? null : name));
            return _faults.Count < MostFaults;
        }

        /// <summary>Notes a fault; false where there are too many to go on.</summary>
        public bool Fault(int line, string message)
        {
            _faults.Add(new Fault(ErrorCodes.IntentExamplesInvalid, $"{source}, line {line}", message));
            return _faults.Count < MostFaults;
        }

        public IReadOnlyList<IntentExample> Finish()
        {
            if (_faults.Count == 0 && _examples.Count == 0) Fault(1, "there are no examples in it.");
            return _faults.Count == 0 ? _examples : throw new ValidationException(ErrorCodes.IntentExamplesInvalid, "The examples cannot be used", _faults);
        }
    }
}

/// <summary>Which parts of a file of examples in parts are read.</summary>
public enum ExamplePart
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>All but those whose names have the word <c>test</c>.</summary>
    Training,

    /// <summary>Those whose names have the word <c>test</c>; all where there are none.</summary>
    Test,
}
