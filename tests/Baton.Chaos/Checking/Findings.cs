namespace Baton.Chaos.Checking;

/// <summary>What a checker found wrong.</summary>
internal sealed class Findings
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string text) => _all.Add(text);

    public void AddRange(IEnumerable<string> texts) => _all.AddRange(texts);

    /// <summary>Compares two sequences, item by item.</summary>
    public void Same<T>(object subject, string what, IEnumerable<T> expected, IEnumerable<T> actual)
    {
        var (left, right) = (string.Join(' ', expected), string.Join(' ', actual));
        if (left != right) Add($"{subject}: {what} should be [{left}] and are [{right}].");
    }

    /// <summary>Compares counters.</summary>
    public void Same(object subject, string what, IReadOnlyDictionary<string, long> expected, IReadOnlyDictionary<string, long> actual) =>
        Same(subject, what, Lines(expected), Lines(actual));

    private static IEnumerable<string> Lines(IReadOnlyDictionary<string, long> counters) =>
        counters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}");
}
