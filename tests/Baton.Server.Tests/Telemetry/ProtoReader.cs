using System.Buffers.Binary;
using System.Text;

namespace Baton.Server.Tests.Telemetry;

/// <summary>The fields of one protobuf message, by number: as much of the format as OTLP needs.</summary>
internal sealed class ProtoReader
{
    private readonly List<(int Number, object Value)> _fields = [];

    public ProtoReader(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = (int)Varint(message.Span, ref at);
            _fields.Add((tag >> 3, (tag & 7) switch
            {
                0 => Varint(message.Span, ref at),
                1 => Fixed(message.Span, ref at, 8),
                2 => Bytes(message, ref at),
                5 => Fixed(message.Span, ref at, 4),
                var type => throw new InvalidDataException($"Wire type {type}."),
            }));
        }
    }

    public IEnumerable<ProtoReader> Messages(int number) => Values<ReadOnlyMemory<byte>>(number).Select(bytes => new ProtoReader(bytes));

    public string Text(int number) => Encoding.UTF8.GetString(Values<ReadOnlyMemory<byte>>(number).FirstOrDefault().Span);

    public string Hex(int number) => Convert.ToHexStringLower(Values<ReadOnlyMemory<byte>>(number).FirstOrDefault().Span);

    /// <summary>An <c>AnyValue</c> as text.</summary>
    public string AnyText() => _fields.Count == 0 ? "" : _fields[0] switch
    {
        (1, ReadOnlyMemory<byte> text) => Encoding.UTF8.GetString(text.Span),
        (2, ulong flag) => flag == 1 ? "true" : "false",
        (4, ulong number) => BitConverter.UInt64BitsToDouble(number).ToString("R"),
        (5, ReadOnlyMemory<byte> list) => string.Join(',', new ProtoReader(list).Messages(1).Select(value => value.AnyText())),
        var (_, value) => value.ToString()!,
    };

    private IEnumerable<T> Values<T>(int number) => _fields.Where(field => field.Number == number).Select(field => (T)field.Value);

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }

    private static ulong Fixed(ReadOnlySpan<byte> bytes, ref int at, int length)
    {
        Span<byte> whole = stackalloc byte[8];
        bytes.Slice(at, length).CopyTo(whole);
        at += length;
        return BinaryPrimitives.ReadUInt64LittleEndian(whole);
    }

    private static ReadOnlyMemory<byte> Bytes(ReadOnlyMemory<byte> bytes, ref int at)
    {
        var length = (int)Varint(bytes.Span, ref at);
        at += length;
        return bytes.Slice(at - length, length);
    }
}
