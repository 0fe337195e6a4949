using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Baton.Agents.Intents;

/// <summary>A linear model's weights, one byte each: feature by class, with a scale for each feature and a constant for each class.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class WeightMatrix
{
    private readonly sbyte[] _weights;
    private readonly float[] _scales;
    private readonly float[] _constants;

    /// <summary>A matrix of what a file holds.</summary>
    /// <param name="weights">Feature by feature, <see cref="WidthOf"/> bytes each.</param>
    /// <param name="scales">One for each feature: what a weight of 1 stands for.</param>
    /// <param name="constants">One for each class.</param>
    public WeightMatrix(sbyte[] weights, float[] scales, float[] constants) =>
        (_weights, _scales, _constants, Width) = (weights, scales, constants, WidthOf(constants.Length));

    /// <summary>How many classes there are.</summary>
    public int Classes => _constants.Length;

    /// <summary>The bytes of a feature.</summary>
    public int Width { get; }

    public ReadOnlySpan<sbyte> Weights => _weights;

    public ReadOnlySpan<float> Scales => _scales;

    public ReadOnlySpan<float> Constants => _constants;

    /// <summary>The bytes that a feature's weights take: whole vectors.</summary>
    public static int WidthOf(int classes) => (classes + Vector128<sbyte>.Count - 1) / Vector128<sbyte>.Count * Vector128<sbyte>.Count;

    /// <summary>Rounds weights to a byte each.</summary>
    /// <param name="byClass">For each class a weight for each feature, and behind them the constant.</param>
    public static WeightMatrix Round(float[][] byClass)
    {
        var features = byClass[0].Length - 1;
        var width = WidthOf(byClass.Length);
        var weights = new sbyte[features * width];
        var scales = new float[features];
        for (var feature = 0; feature < features; feature++)
        {
            var largest = 0f;
            foreach (var weightsOfClass in byClass) largest = Math.Max(largest, Math.Abs(weightsOfClass[feature]));
            scales[feature] = largest / sbyte.MaxValue;
            if (largest <= 0) continue;
            for (var of = 0; of < byClass.Length; of++)
                weights[(feature * width) + of] = (sbyte)MathF.Round(byClass[of][feature] / scales[feature]);
        }

        return new WeightMatrix(weights, scales, [.. byClass.Select(weightsOfClass => weightsOfClass[^1])]);
    }

    /// <summary>The score of each class for a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="scores">At least <see cref="Width"/> long.</param>
    public void Score(MessageVector message, Span<float> scores)
    {
        scores = scores[..Width];
        scores.Clear();
        _constants.CopyTo(scores);
        var features = message.Features;
        var values = message.Values;
        for (var index = 0; index < features.Length; index++)
            Add(scores, _weights.AsSpan(features[index] * Width, Width), values[index] * _scales[features[index]]);
    }

    private static void Add(Span<float> scores, ReadOnlySpan<sbyte> weights, float factor)
    {
        var sums = MemoryMarshal.Cast<float, Vector128<float>>(scores);
        var rows = MemoryMarshal.Cast<sbyte, Vector128<sbyte>>(weights);
        for (var row = 0; row < rows.Length; row++)
        {
            var (low, high) = Vector128.Widen(rows[row]);
            Add(sums.Slice(row * 4, 2), low, factor);
            Add(sums.Slice((row * 4) + 2, 2), high, factor);
        }
    }

    private static void Add(Span<Vector128<float>> sums, Vector128<short> weights, float factor)
    {
        var (low, high) = Vector128.Widen(weights);
        sums[0] += Vector128.ConvertToSingle(low) * factor;
        sums[1] += Vector128.ConvertToSingle(high) * factor;
    }
}
