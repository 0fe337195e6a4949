namespace Baton.Agents.Intents;

/// <summary>
/// A message as numbers: for each feature that the table knows (1 + ln occurrences) × rarity, words and pieces each scaled to the same
/// length, the whole to length 1.
/// </summary>
/// <remarks>Reused from message to message; not safe for concurrent use.</remarks>
internal sealed class MessageVector
{
    [ThreadStatic]
    private static MessageVector? _own;

    private readonly TextFeatures _text = new();
    private int[] _features = new int[1_024];
    private float[] _values = new float[1_024];
    private int _count;

    /// <summary>The calling thread's own.</summary>
    public static MessageVector Own => _own ??= new MessageVector();

    /// <summary>The features' numbers, rising.</summary>
    public ReadOnlySpan<int> Features => _features.AsSpan(0, _count);

    /// <summary>Their values.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, _count);

    /// <summary>Reads a message.</summary>
    public void Fill(FeatureTable table, ReadOnlySpan<char> message)
    {
        _text.Read(message);
        Reserve(_text.Words.Length + _text.Pieces.Length);
        _count = 0;
        var words = Add(table, _text.Words);
        var wordCount = _count;
        var pieces = Add(table, _text.Pieces);
        var blocks = (words > 0 ? 1 : 0) + (pieces > 0 ? 1 : 0);
        Scale(_values.AsSpan(0, wordCount), words * blocks);
        Scale(_values.AsSpan(wordCount, _count - wordCount), pieces * blocks);
    }

    // Returns the sum of squares of what was added.
    private float Add(FeatureTable table, ReadOnlySpan<uint> hashes)
    {
        var start = _count;
        var end = start;
        foreach (var hash in hashes)
        {
            var feature = table.Find(hash);
            if (feature >= 0) _features[end++] = feature;
        }

        Array.Sort(_features, start, end - start);
        var squares = 0f;
        for (var index = start; index < end;)
        {
            var feature = _features[index];
            var first = index;
            while (index < end && _features[index] == feature) index++;
            var value = (1 + MathF.Log(index - first)) * table.Rarity[feature];
            _features[_count] = feature;
            _values[_count++] = value;
            squares += value * value;
        }

        return squares;
    }

    private static void Scale(Span<float> values, float squares)
    {
        if (squares <= 0) return;
        var factor = 1 / MathF.Sqrt(squares);
        foreach (ref var value in values) value *= factor;
    }

    private void Reserve(int count)
    {
        if (_features.Length >= count) return;
        _features = new int[count];
        _values = new float[count];
    }
}
