namespace Baton.Agents.Guardrails.Injection;

/// <summary>What speaks for an attack, by kind, each with its weight; each kind counts once. From 1 on it is taken for one.</summary>
internal sealed class Signs
{
    public const double Certain = 1;

    private readonly Dictionary<string, double> _weights = new(StringComparer.Ordinal);

    public double Total { get; private set; }

    public IReadOnlyDictionary<string, int> Findings => _weights.Keys.ToDictionary(kind => kind, _ => 1, StringComparer.Ordinal);

    public bool Has(string kind) => _weights.ContainsKey(kind);

    /// <summary>Takes half of a kind's weight away.</summary>
    public void Halve(string kind)
    {
        if (!_weights.TryGetValue(kind, out var weight)) return;
        _weights[kind] = weight / 2;
        Total -= weight / 2;
    }

    public void Add(string kind, double weight)
    {
        var before = _weights.GetValueOrDefault(kind);
        if (weight <= before) return;
        _weights[kind] = weight;
        Total += weight - before;
    }
}
