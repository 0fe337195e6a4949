using System.Buffers;
using System.Text.Json;
using Baton.Errors;

namespace Baton.Engine.Journal;

/// <summary>
/// Keeps each long text of a run's journal once. A text that stands in an input, a result, a patch and an output is stored where it came
/// first; later entries refer to it as <c>{"$text": [seq, n]}</c>, the n-th long text that the stored body of that entry holds. A body
/// that has references begins with a blank, which JSON allows and Baton never writes otherwise.
/// </summary>
/// <remarks>Belongs to one run's writer; not safe for concurrent use.</remarks>
internal sealed class SharedText
{
    /// <summary>Shorter bodies are left as they are: most steps write one, and there is little to share.</summary>
    public const int MinBody = 256;

    /// <summary>Shorter texts, quotes included, are not worth a reference.</summary>
    public const int MinText = 40;

    private const byte Marker = (byte)' ';
    private readonly Dictionary<ReadOnlyMemory<byte>, (int Seq, int Number)> _known = new(Utf8Comparer.Instance);
    private IReadOnlyList<JournalEntry> _earlier;

    /// <param name="earlier">The run's entries so far, plain.</param>
    public SharedText(IReadOnlyList<JournalEntry> earlier) => _earlier = earlier;

    /// <summary>True for a stored body that has references.</summary>
    public static bool HasReferences(ReadOnlyMemory<byte> body) => body.Length > 0 && body.Span[0] == Marker;

    /// <summary>The body to store for entry <paramref name="seq"/>.</summary>
    public ReadOnlyMemory<byte> Shrink(int seq, ReadOnlyMemory<byte> body)
    {
        if (body.Length < MinBody) return body;
        foreach (var entry in _earlier)
        {
            // What accepted the run stored its first entry whole; the others were shrunk, as they are again here.
            if (entry.Seq == 1) LearnWhole(entry.Body);
            else Learn(entry.Seq, entry.Body);
        }

        _earlier = [];
        return Learn(seq, body);
    }

    /// <summary>Forgets what entries after <paramref name="seq"/> held: they were not committed.</summary>
    public void ForgetAfter(int seq)
    {
        foreach (var text in _known.Where(pair => pair.Value.Seq > seq).Select(pair => pair.Key).ToList()) _known.Remove(text);
    }

    /// <summary>The plain body of a stored one.</summary>
    /// <param name="stored">A body with references, unpacked.</param>
    /// <param name="storedBodyOf">The stored body of an earlier entry of the run, or of this one, unpacked.</param>
    public static ReadOnlyMemory<byte> Expand(ReadOnlyMemory<byte> stored, Func<int, ReadOnlyMemory<byte>> storedBodyOf)
    {
        var output = new ArrayBufferWriter<byte>(stored.Length * 2);
        var copied = 1;
        var reader = new Utf8JsonReader(stored.Span);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("$text"u8)) continue;

            // {"$text":[s,n]}: the brace stands just before the name.
            var from = (int)reader.TokenStartIndex - 1;
            reader.Read();
            reader.Read();
            var seq = reader.GetInt32();
            reader.Read();
            var number = reader.GetInt32();
            reader.Read();
            reader.Read();
            output.Write(stored.Span[copied..from]);
            output.Write(TextOf(storedBodyOf(seq), number).Span);
            copied = (int)reader.TokenStartIndex + 1;
        }

        output.Write(stored.Span[copied..]);
        return output.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> TextOf(ReadOnlyMemory<byte> stored, int number)
    {
        var reader = new Utf8JsonReader(stored.Span);
        while (reader.Read())
        {
            if (IsLong(reader) && number-- == 0) return Raw(stored, reader);
        }

        throw new BatonException(ErrorCodes.StoreDamaged, "A journal entry refers to a text that is not there. Restore a backup.");
    }

    private void LearnWhole(ReadOnlyMemory<byte> body)
    {
        if (!CanShare(body)) return;
        var number = 0;
        var reader = new Utf8JsonReader(body.Span);
        while (reader.Read())
        {
            if (IsLong(reader)) _known.TryAdd(Raw(body, reader), (1, number++));
        }
    }

    private ReadOnlyMemory<byte> Learn(int seq, ReadOnlyMemory<byte> body)
    {
        if (!CanShare(body)) return body;
        ArrayBufferWriter<byte>? output = null;
        var copied = 0;
        var number = 0;
        var reader = new Utf8JsonReader(body.Span);
        while (reader.Read())
        {
            if (!IsLong(reader)) continue;
            var text = Raw(body, reader);
            if (_known.TryAdd(text, (seq, number)))
            {
                number++;
                continue;
            }

            if (output is null)
            {
                output = new ArrayBufferWriter<byte>(body.Length);
                output.Write([Marker]);
            }

            var from = (int)reader.TokenStartIndex;
            output.Write(body.Span[copied..from]);
            WriteReference(output, _known[text]);
            copied = from + text.Length;
        }

        if (output is null) return body;
        output.Write(body.Span[copied..]);
        return output.WrittenMemory;
    }

    private static void WriteReference(ArrayBufferWriter<byte> output, (int Seq, int Number) place)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteStartArray("$text"u8);
        writer.WriteNumberValue(place.Seq);
        writer.WriteNumberValue(place.Number);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static bool CanShare(ReadOnlyMemory<byte> body) => body.Length >= MinBody && body.Span.IndexOf("\"$text\""u8) < 0;

    private static bool IsLong(in Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length + 2 >= MinText;

    private static ReadOnlyMemory<byte> Raw(ReadOnlyMemory<byte> body, in Utf8JsonReader reader) =>
        body.Slice((int)reader.TokenStartIndex, reader.ValueSpan.Length + 2);

    private sealed class Utf8Comparer : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> obj)
        {
            var hash = new HashCode();
            hash.AddBytes(obj.Span);
            return hash.ToHashCode();
        }
    }
}
