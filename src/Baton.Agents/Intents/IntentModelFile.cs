using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Baton.Errors;

namespace Baton.Agents.Intents;

/// <summary>
/// A model as bytes: <c>BTNI</c>, a version (u16), the length of the content (u32), the first 16 bytes of its SHA-256, and the content
/// compressed by Brotli. Numbers are little-endian.
/// </summary>
internal static class IntentModelFile
{
    private const ushort Version = 1;
    private const int HeaderLength = 26;
    private const int HashLength = 16;
    private const int LongestContent = 256 * 1024 * 1024;
    private const int MostIntents = 4_096;
    private const int MostFeatures = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "BTNI"u8;

    /// <summary>Writes a model.</summary>
    public static void Write(IntentModel model, Stream stream)
    {
        var content = Content(model);
        Span<byte> header = stackalloc byte[HeaderLength];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[6..], (uint)content.Length);
        SHA256.HashData(content).AsSpan(0, HashLength).CopyTo(header[10..]);
        stream.Write(header);
        using var packed = new BrotliStream(stream, CompressionLevel.Optimal, leaveOpen: true);
        packed.Write(content);
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="BatonException">The bytes are no model, damaged, or of another version.</exception>
    public static IntentModel Read(Stream stream, string source)
    {
        var content = ReadContent(stream, source);
        try
        {
            using var reader = new BinaryReader(new MemoryStream(content));
            var model = ReadModel(reader, source);
            return reader.BaseStream.Position == content.Length ? model : throw Damaged(source, "there is more in it than a model");
        }
        catch (Exception wrong) when (wrong is EndOfStreamException or FormatException or IOException or ArgumentException)
        {
            throw Damaged(source, "its content ends too early", wrong);
        }
    }

    private static byte[] Content(IntentModel model)
    {
        using var content = new MemoryStream();
        using var writer = new BinaryWriter(content);
        writer.Write(model.Intents.Count);
        foreach (var intent in model.Intents) writer.Write(intent);
        writer.Write(model.Weights.Classes);
        writer.Write(model.Features.Count);
        writer.Write(model.Features.Words);
        writer.Write(model.Calibration.Sharpness);
        writer.Write(model.Calibration.Threshold);
        foreach (var hash in model.Features.Hashes) writer.Write(hash);
        Write(writer, model.Features.Rarity);
        Write(writer, model.Weights.Scales);
        Write(writer, model.Weights.Constants);
        foreach (var weight in model.Weights.Weights) writer.Write(weight);
        writer.Flush();
        return content.ToArray();
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<float> values)
    {
        foreach (var value in values) writer.Write(value);
    }

    private static byte[] ReadContent(Stream stream, string source)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || !header[..4].SequenceEqual(Magic))
            throw Damaged(source, "it does not begin like one");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(header[4..]);
        if (version != Version)
        {
            throw new BatonException(
                ErrorCodes.IntentModelVersionUnknown,
                $"{source}: the intent model has version {version}, this Baton reads version {Version}. Train it again with 'baton train intents'.");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(header[6..]);
        if (length > LongestContent) throw Damaged(source, $"it says that it is longer than {LongestContent} bytes");
        var content = Unpack(stream, (int)length, source);
        return SHA256.HashData(content).AsSpan(0, HashLength).SequenceEqual(header[10..]) ? content : throw Damaged(source, "its checksum differs");
    }

    private static byte[] Unpack(Stream stream, int length, string source)
    {
        try
        {
            using var packed = new BrotliStream(stream, CompressionMode.Decompress, leaveOpen: true);
            // What grows as it is read: a damaged length alone must not take the memory that it names.
            using var content = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int read; content.Length <= length && (read = packed.Read(buffer)) > 0;) content.Write(buffer, 0, read);
            return content.Length == length ? content.ToArray() : throw Damaged(source, "its length is not what it says");
        }
        catch (Exception wrong) when (wrong is InvalidDataException or InvalidOperationException)
        {
            throw Damaged(source, "it cannot be unpacked", wrong);
        }
    }

    private static IntentModel ReadModel(BinaryReader reader, string source)
    {
        var intents = new string[Bounded(reader.ReadInt32(), 2, MostIntents, "intents", source)];
        for (var index = 0; index < intents.Length; index++) intents[index] = reader.ReadString();
        var classes = Bounded(reader.ReadInt32(), intents.Length, intents.Length + 1, "classes", source);
        var features = Bounded(reader.ReadInt32(), 0, MostFeatures, "features", source);
        var words = Bounded(reader.ReadInt32(), 0, features, "words", source);
        var calibration = new Calibration(Finite(reader, source), Finite(reader, source));
        var hashes = new uint[features];
        for (var index = 0; index < features; index++) hashes[index] = reader.ReadUInt32();
        var table = new FeatureTable(hashes, Floats(reader, features, source), words);
        var scales = Floats(reader, features, source);
        var constants = Floats(reader, classes, source);
        var weights = reader.ReadBytes(features * WeightMatrix.WidthOf(classes));
        if (weights.Length < features * WeightMatrix.WidthOf(classes)) throw Damaged(source, "weights are missing");
        return new IntentModel(intents, table, new WeightMatrix((sbyte[])(Array)weights, scales, constants), calibration);
    }

    private static float[] Floats(BinaryReader reader, int count, string source)
    {
        var values = new float[count];
        for (var index = 0; index < count; index++) values[index] = Finite(reader, source);
        return values;
    }

    private static float Finite(BinaryReader reader, string source) =>
        reader.ReadSingle() is var value && float.IsFinite(value) ? value : throw Damaged(source, "a number in it is none");

    private static int Bounded(int value, int least, int most, string what, string source) =>
        value >= least && value <= most ? value : throw Damaged(source, $"{value} {what} cannot be");

    private static BatonException Damaged(string source, string why, Exception? inner = null) => new(
        ErrorCodes.IntentModelInvalid, $"{source}: this is no intent model, or a damaged one: {why}. Make it with 'baton train intents'.", inner);
}
