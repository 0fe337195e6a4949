namespace Baton.Graphs;

/// <summary>Collects the ways out of a route.</summary>
/// <typeparam name="TValue">What the route looks at.</typeparam>
public sealed class RouteBuilder<TValue>
{
    private readonly List<(Func<TValue, bool> Matches, RouteTarget Target)> _cases = [];
    private RouteTarget? _otherwise;

    internal IReadOnlyList<RouteTarget> Targets =>
        [.. _cases.Select(choice => choice.Target), .. _otherwise is null ? Array.Empty<RouteTarget>() : [_otherwise]];

    internal bool HasOtherwise => _otherwise is not null;

    /// <summary>Goes to <paramref name="node"/> where the value equals <paramref name="value"/>.</summary>
    public RouteBuilder<TValue> When(TValue value, string node)
    {
        _cases.Add((actual => EqualityComparer<TValue>.Default.Equals(actual, value), new RouteTarget(value?.ToString() ?? "null", node)));
        return this;
    }

    /// <summary>Goes to <paramref name="node"/> where the value fits; <paramref name="label"/> is for drawings.</summary>
    public RouteBuilder<TValue> When(Func<TValue, bool> matches, string node, string label)
    {
        _cases.Add((matches, new RouteTarget(label, node)));
        return this;
    }

    /// <summary>Goes to <paramref name="node"/> where nothing else fits. Every route needs it.</summary>
    public RouteBuilder<TValue> Otherwise(string node)
    {
        _otherwise = new RouteTarget("otherwise", node);
        return this;
    }

    internal string Choose(TValue value)
    {
        foreach (var (matches, target) in _cases)
        {
            if (matches(value)) return target.Node;
        }

        return _otherwise!.Node;
    }
}
