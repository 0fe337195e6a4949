using System.Buffers;
using System.IO.Compression;
using Baton.Errors;

namespace Baton.Engine.Journal;

/// <summary>
/// Keeps larger bodies compressed. A packed body is the byte 1, with which no JSON begins, and the body as Brotli, whose dictionary knows
/// English and JSON before it has read any. The bytes 2 to 8 are kept for ways of packing that may follow; every other body is as it is.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal static class PackedBody
{
    /// <summary>Shorter bodies are left as they are: most steps write one, and there is little to save.</summary>
    public const int MinBody = 400;

    /// <summary>Longer bodies are left as they are, so that whatever unpacks to more is damaged.</summary>
    public const int MaxBody = 16 * 1_024 * 1_024;

    private const byte Marker = 1;
    private const byte LastMarker = 8;

    // Below 5, texts of a message's length shrink by a tenth less; up to 9 nothing is gained, above it the time is a hundredfold.
    private const int Quality = 5;
    private const int WindowBits = 18;

    /// <summary>True for a body that is not as it was before it was packed.</summary>
    public static bool IsPacked(ReadOnlyMemory<byte> body) => body.Length > 0 && body.Span[0] is > 0 and <= LastMarker;

    /// <summary>The body to store.</summary>
    public static ReadOnlyMemory<byte> Pack(ReadOnlyMemory<byte> body)
    {
        if (body.Length is < MinBody or > MaxBody) return body;

        // What saves less than an eighth is not worth unpacking.
        var room = body.Length - (body.Length / 8);
        var buffer = ArrayPool<byte>.Shared.Rent(room);
        try
        {
            buffer[0] = Marker;
            return BrotliEncoder.TryCompress(body.Span, buffer.AsSpan(1, room - 1), out var written, Quality, WindowBits)
                ? buffer.AsSpan(0, written + 1).ToArray()
                : body;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The body that was packed.</summary>
    /// <exception cref="BatonException">It is damaged, or a newer version packed it.</exception>
    public static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> stored)
    {
        if (!IsPacked(stored)) return stored;
        if (stored.Span[0] != Marker)
        {
            throw new BatonException(
                ErrorCodes.JournalTooNew, $"A journal entry is packed in way {stored.Span[0]}, which a newer version of Baton does. Run that version or a newer one.");
        }

        var output = new ArrayBufferWriter<byte>(stored.Length * 3);
        using var decoder = new BrotliDecoder();
        var left = stored.Span[1..];
        while (true)
        {
            var status = decoder.Decompress(left, output.GetSpan(), out var read, out var written);
            output.Advance(written);
            left = left[read..];
            if (status == OperationStatus.Done && left.IsEmpty && output.WrittenCount <= MaxBody) return output.WrittenMemory;
            if (status != OperationStatus.DestinationTooSmall || output.WrittenCount > MaxBody) throw Damaged();
        }
    }

    private static BatonException Damaged() =>
        new(ErrorCodes.StoreDamaged, "A journal entry cannot be unpacked: its bytes are not what was stored. Restore a backup.");
}
