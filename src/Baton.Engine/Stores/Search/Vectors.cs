using System.Numerics;
using System.Runtime.InteropServices;

namespace Baton.Engine.Stores.Search;

/// <summary>How drivers keep and compare vectors: 32-bit floating-point numbers, little-endian, one after another.</summary>
public static class Vectors
{
    /// <summary>A vector's bytes; null for an empty one.</summary>
    public static byte[]? Bytes(ReadOnlyMemory<float> vector) => vector.IsEmpty ? null : MemoryMarshal.AsBytes(vector.Span).ToArray();

    /// <summary>The vector that bytes hold.</summary>
    public static ReadOnlyMemory<float> Read(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();

    /// <summary>The cosine of the angle between two vectors; 0 where one has no length, or they have different dimensions.</summary>
    public static double Cosine(ReadOnlySpan<float> left, ReadOnlySpan<byte> right) => Cosine(left, MemoryMarshal.Cast<byte, float>(right));

    /// <summary>The cosine of the angle between two vectors; 0 where one has no length, or they have different dimensions.</summary>
    public static double Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (left.Length != right.Length)
        {
            return 0;
        }

        var (dot, lefts, rights) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var index = 0;
        for (; index <= left.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var (a, b) = (new Vector<float>(left[index..]), new Vector<float>(right[index..]));
            (dot, lefts, rights) = (dot + (a * b), lefts + (a * a), rights + (b * b));
        }

        var (sum, leftSum, rightSum) = ((double)Vector.Sum(dot), (double)Vector.Sum(lefts), (double)Vector.Sum(rights));
        for (; index < left.Length; index++)
        {
            sum += left[index] * right[index];
            leftSum += left[index] * left[index];
            rightSum += right[index] * right[index];
        }

        var length = Math.Sqrt(leftSum) * Math.Sqrt(rightSum);
        return length > 0 ? sum / length : 0;
    }
}
