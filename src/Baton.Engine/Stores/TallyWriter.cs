namespace Baton.Engine.Stores;

/// <summary>Writes whole numbers, small ones in a byte.</summary>
internal sealed class TallyWriter
{
    private readonly List<byte> _bytes = [];

    public void Add(long number)
    {
        // Zigzag: differences may be below zero.
        for (var left = (ulong)((number << 1) ^ (number >> 63)); ; left >>= 7)
        {
            if (left < 0x80)
            {
                _bytes.Add((byte)left);
                return;
            }

            _bytes.Add((byte)(left | 0x80));
        }
    }

    public byte[] ToArray() => [.. _bytes];
}

/// <summary>Reads what <see cref="TallyWriter"/> wrote.</summary>
internal ref struct TallyReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    public long Next()
    {
        var number = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = _left[0];
            _left = _left[1..];
            number |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) break;
        }

        return (long)(number >> 1) ^ -(long)(number & 1);
    }
}
