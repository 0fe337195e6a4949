namespace Baton.Agents.Intents.Training;

/// <summary>The classes that examples have: their intents in ordinal order and, where there are such examples, out of scope behind them.</summary>
internal sealed class IntentClasses
{
    private readonly Dictionary<string, int> _numbers;

    public IntentClasses(IReadOnlyList<IntentExample> examples)
    {
        Intents = [.. examples.Select(example => example.Intent).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _numbers = Intents.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        Count = Intents.Length + (examples.Any(example => example.Intent is null) ? 1 : 0);
    }

    /// <summary>The intents.</summary>
    public string[] Intents { get; }

    /// <summary>How many classes there are.</summary>
    public int Count { get; }

    /// <summary>An example's class; one that no example had is out of scope.</summary>
    public int Of(IntentExample example) =>
        example.Intent is { } intent && _numbers.TryGetValue(intent, out var number) ? number : Intents.Length;
}
