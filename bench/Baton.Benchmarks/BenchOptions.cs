using System.Globalization;

namespace Baton.Benchmarks;

/// <summary>The command line of a benchmark: <c>--name value</c> pairs and the switch <c>--json</c>.</summary>
internal sealed class BenchOptions
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public BenchOptions(IReadOnlyList<string> arguments)
    {
        for (var index = 0; index < arguments.Count; index++)
        {
            var name = arguments[index];
            if (name == "--json") Json = true;
            else if (name.StartsWith("--", StringComparison.Ordinal) && index + 1 < arguments.Count) _values[name[2..]] = arguments[++index];
            else throw new ArgumentException($"Unknown argument '{name}'.", nameof(arguments));
        }
    }

    /// <summary>Print one line of JSON as the last line.</summary>
    public bool Json { get; }

    public string Text(string name, string fallback) => _values.GetValueOrDefault(name, fallback);

    public double Fraction(string name, double fallback) =>
        _values.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : fallback;

    public int Number(string name, int fallback) =>
        _values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
}
