namespace Baton.Agents.Intents.Training;

/// <summary>A message's vector, kept. The constant counts as one more feature, with the value 1.</summary>
internal sealed class SparseRow(MessageVector vector)
{
    private readonly int[] _features = vector.Features.ToArray();
    private readonly float[] _values = vector.Values.ToArray();

    /// <summary>The sum of its squares.</summary>
    public float Squares { get; } = SumOfSquares(vector.Values);

    /// <summary>Its product with weights, the last of which is the constant.</summary>
    public float Dot(float[] weights)
    {
        var sum = weights[^1];
        var (features, values) = (_features, _values);
        for (var index = 0; index < features.Length && index < values.Length; index++) sum += weights[features[index]] * values[index];
        return sum;
    }

    /// <summary>Adds a multiple of it to weights.</summary>
    public void AddTo(float[] weights, float factor)
    {
        var (features, values) = (_features, _values);
        for (var index = 0; index < features.Length && index < values.Length; index++) weights[features[index]] += factor * values[index];
        weights[^1] += factor;
    }

    private static float SumOfSquares(ReadOnlySpan<float> values)
    {
        var sum = 1f;
        foreach (var value in values) sum += value * value;
        return sum;
    }
}
